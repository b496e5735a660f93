<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>CommandLine</name>
        <message numerus="yes">
            <source>%1: %2 accepted, %3 removed, %4 unchanged, %5 left out, %6 to correct, %7 not accepted by the platform; %n request(s)</source>
            <translation>
                <numerusform>%1: %2 accepted, %3 removed, %4 unchanged, %5 left out, %6 to correct, %7 not accepted by the platform; %n request</numerusform>
                <numerusform>%1: %2 accepted, %3 removed, %4 unchanged, %5 left out, %6 to correct, %7 not accepted by the platform; %n requests</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people</source>
            <translation>
                <numerusform>%Ln person</numerusform>
                <numerusform>%Ln people</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1” is used by %Ln pathways: %2.</source>
            <translation>
                <numerusform>“%1” is used by %Ln pathway: %2.</numerusform>
                <numerusform>“%1” is used by %Ln pathways: %2.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people to be removed: gone there already, or never confirmed. Nothing was changed for them.</source>
            <translation>
                <numerusform>%Ln person to be removed: gone there already, or never confirmed. Nothing was changed for them.</numerusform>
                <numerusform>%Ln people to be removed: gone there already, or never confirmed. Nothing was changed for them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Nothing to do: nothing has changed for %Ln people who were sent before; the others are left out.</source>
            <translation>
                <numerusform>Nothing to do: nothing has changed for %Ln person who was sent before; the others are left out.</numerusform>
                <numerusform>Nothing to do: nothing has changed for %Ln people who were sent before; the others are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay there without the tag or segment, which was taken off.</source>
            <translation>
                <numerusform>%Ln person stays there without the tag or segment, which was taken off.</numerusform>
                <numerusform>%Ln people stay there without the tag or segment, which was taken off.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ConnectionOverview</name>
        <message numerus="yes">
            <source>Expires in %n day(s)</source>
            <translation>
                <numerusform>Expires in %n day</numerusform>
                <numerusform>Expires in %n days</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>DialectDetector</name>
        <message numerus="yes">
            <source>%Ln lines before the table are left out.</source>
            <translation>
                <numerusform>%Ln line before the table is left out.</numerusform>
                <numerusform>%Ln lines before the table are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln rows at the end are left out.</source>
            <translation>
                <numerusform>%Ln row at the end is left out.</numerusform>
                <numerusform>%Ln rows at the end are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of the first rows have a quote in the wrong place, the first one on line %1. Their values are read as they stand there: look whether they are right.</source>
            <translation>
                <numerusform>%Ln of the first rows has a quote in the wrong place, on line %1. Its values are read as they stand there: look whether they are right.</numerusform>
                <numerusform>%Ln of the first rows have a quote in the wrong place, the first one on line %1. Their values are read as they stand there: look whether they are right.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln lines above the table are left out, as nobody is in them. By number: %1.</source>
            <translation>
                <numerusform>%Ln line above the table is left out, as nobody is in it. By number: %1.</numerusform>
                <numerusform>%Ln lines above the table are left out, as nobody is in them. By number: %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln rows below the last person are left out.</source>
            <translation>
                <numerusform>%Ln row below the last person is left out.</numerusform>
                <numerusform>%Ln rows below the last person are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln rows below the last person are left out. By line: %1.</source>
            <translation>
                <numerusform>%Ln row below the last person is left out. By line: %1.</numerusform>
                <numerusform>%Ln rows below the last person are left out. By line: %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of the first rows repeat the names of the columns and are left out, as nobody is in them. By line: %1.</source>
            <translation>
                <numerusform>%Ln of the first rows repeats the names of the columns and is left out, as nobody is in it. By line: %1.</numerusform>
                <numerusform>%Ln of the first rows repeat the names of the columns and are left out, as nobody is in them. By line: %1.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>DropAccess</name>
        <message numerus="yes">
            <source>%Ln file(s) with changes beside “%1” are not this pathway’s own. They are left alone.</source>
            <translation>
                <numerusform>%Ln file with changes beside “%1” are not this pathway’s own. They are left alone.</numerusform>
                <numerusform>%Ln files with changes beside “%1” are not this pathway’s own. They are left alone.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>GoogleAds</name>
        <message numerus="yes">
            <source>People stay for %n day(s).</source>
            <translation>
                <numerusform>People stay for %n day.</numerusform>
                <numerusform>People stay for %n days.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>This list forgets people after %n day(s), before Pathways sends them again.</source>
            <translation>
                <numerusform>This list forgets people after %n day, before Pathways sends them again.</numerusform>
                <numerusform>This list forgets people after %n days, before Pathways sends them again.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Google did not take out %Ln person(s) who left your audience.</source>
            <translation>
                <numerusform>Google did not take out %Ln person who left your audience.</numerusform>
                <numerusform>Google did not take out %Ln people who left your audience.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Journal</name>
        <message numerus="yes">
            <source>Pushes are kept for %n month(s).</source>
            <translation>
                <numerusform>Pushes are kept for %n month.</numerusform>
                <numerusform>Pushes are kept for %n months.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Keychain</name>
        <message numerus="yes">
            <source>Your keychain did not answer within %n second(s).</source>
            <translation>
                <numerusform>Your keychain did not answer within %n second.</numerusform>
                <numerusform>Your keychain did not answer within %n seconds.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>NoReport</name>
        <message numerus="yes">
            <source>%Ln person(s) said no in “%1”, known since %2. They are not sent from here either, and are taken out if Pathways had put them there.</source>
            <translation>
                <numerusform>%Ln person said no in “%1”, known since %2. They are not sent from here either, and are taken out if Pathways had put them there.</numerusform>
                <numerusform>%Ln people said no in “%1”, known since %2. They are not sent from here either, and are taken out if Pathways had put them there.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) said no in “%1”, known since %2. They are neither added nor changed, and stay if they are there already.</source>
            <translation>
                <numerusform>%Ln person said no in “%1”, known since %2. They are neither added nor changed, and stay if they are there already.</numerusform>
                <numerusform>%Ln people said no in “%1”, known since %2. They are neither added nor changed, and stay if they are there already.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) said no in this audience and will be taken out, although “%1” has them as well.</source>
            <translation>
                <numerusform>%Ln person said no in this audience and will be taken out, although “%1” has them as well.</numerusform>
                <numerusform>%Ln people said no in this audience and will be taken out, although “%1” has them as well.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) said no in this audience and will be taken out, although other audiences have them as well.</source>
            <translation>
                <numerusform>%Ln person said no in this audience and will be taken out, although other audiences have them as well.</numerusform>
                <numerusform>%Ln people said no in this audience and will be taken out, although other audiences have them as well.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PathwayTexts</name>
        <message numerus="yes">
            <source>%1, %n rule(s)</source>
            <translation>
                <numerusform>%1, %n rule</numerusform>
                <numerusform>%1, %n rules</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n person(s): %1</source>
            <comment>what was found, as in: 12 people: Not an email address</comment>
            <translation>
                <numerusform>%n person: %1</numerusform>
                <numerusform>%n people: %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Permission</name>
        <message numerus="yes">
            <source>“%1”: %Ln people have died and are left out.</source>
            <translation>
                <numerusform>“%1”: %Ln person has died and is left out.</numerusform>
                <numerusform>“%1”: %Ln people have died and are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1”: %Ln people have not said yes and are left out.</source>
            <translation>
                <numerusform>“%1”: %Ln person has not said yes and is left out.</numerusform>
                <numerusform>“%1”: %Ln people have not said yes and are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1”: %Ln people say yes and are left out.</source>
            <translation>
                <numerusform>“%1”: %Ln person says yes and is left out.</numerusform>
                <numerusform>“%1”: %Ln people say yes and are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1”: %Ln people are not to be emailed and are left out.</source>
            <translation>
                <numerusform>“%1”: %Ln person is not to be emailed and is left out.</numerusform>
                <numerusform>“%1”: %Ln people are not to be emailed and are left out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1” says the opposite of what it was chosen for. %Ln people stay as they are until you say what it means.</source>
            <translation>
                <numerusform>“%1” says the opposite of what it was chosen for. %Ln person stays as they are until you say what it means.</numerusform>
                <numerusform>“%1” says the opposite of what it was chosen for. %Ln people stay as they are until you say what it means.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1”: email to %Ln people does not arrive. They stay as they are.</source>
            <translation>
                <numerusform>“%1”: email to %Ln person does not arrive. They stay as they are.</numerusform>
                <numerusform>“%1”: email to %Ln people does not arrive. They stay as they are.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1”: for %Ln people it is not clear whether they may be emailed. They stay as they are.</source>
            <translation>
                <numerusform>“%1”: for %Ln person it is not clear whether they may be emailed. They stay as they are.</numerusform>
                <numerusform>“%1”: for %Ln people it is not clear whether they may be emailed. They stay as they are.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1” may say who agreed to be emailed. %Ln people stay as they are until you say what it means.</source>
            <translation>
                <numerusform>“%1” may say who agreed to be emailed. %Ln person stays as they are until you say what it means.</numerusform>
                <numerusform>“%1” may say who agreed to be emailed. %Ln people stay as they are until you say what it means.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>“%1” may say who is not to be emailed. %Ln people stay as they are until you say what it means.</source>
            <translation>
                <numerusform>“%1” may say who is not to be emailed. %Ln person stays as they are until you say what it means.</numerusform>
                <numerusform>“%1” may say who is not to be emailed. %Ln people stay as they are until you say what it means.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PlaceRepository</name>
        <message numerus="yes">
            <source>No more than %Ln pathway(s) can be kept apart at one list, and there are as many already.</source>
            <translation>
                <numerusform>No more than %Ln pathway can be kept apart at one list, and there are as many already.</numerusform>
                <numerusform>No more than %Ln pathways can be kept apart at one list, and there are as many already.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PlanReport</name>
        <message numerus="yes">
            <source>%Ln person(s) of others stay there, because their key cannot be written so that the database finds exactly them.</source>
            <translation>
                <numerusform>%Ln person of others stay there, because their key cannot be written so that the database finds exactly them.</numerusform>
                <numerusform>%Ln people of others stay there, because their key cannot be written so that the database finds exactly them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of the people to be removed were put there by an earlier push, and no audience has them any more.</source>
            <translation>
                <numerusform>%Ln of the people to be removed was put there by an earlier push, and no audience has them any more.</numerusform>
                <numerusform>%Ln of the people to be removed were put there by an earlier push, and no audience has them any more.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) who had been sent are not there any more, and are put back.</source>
            <translation>
                <numerusform>%Ln person who had been sent is not there any more, and is put back.</numerusform>
                <numerusform>%Ln people who had been sent are not there any more, and are put back.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Of %Ln person(s) whom an earlier push sent it is not known any more who they are.</source>
            <translation>
                <numerusform>Of %Ln person whom an earlier push sent it is not known any more who they are.</numerusform>
                <numerusform>Of %Ln people whom an earlier push sent it is not known any more who they are.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) left this audience, but all of their details are also of somebody who stays. Nothing is taken out.</source>
            <translation>
                <numerusform>%Ln person left this audience, but all of their details are also of somebody who stays. Nothing is taken out.</numerusform>
                <numerusform>%Ln people left this audience, but all of their details are also of somebody who stays. Nothing is taken out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people would lose the tag or segment, of %1 who have it from this pathway. The file may be incomplete.</source>
            <translation>
                <numerusform>%Ln person would lose the tag or segment, of %1 who have it from this pathway. The file may be incomplete.</numerusform>
                <numerusform>%Ln people would lose the tag or segment, of %1 who have it from this pathway. The file may be incomplete.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay: a pathway that was made after your backup has sent them there as well.</source>
            <translation>
                <numerusform>%Ln person stays: a pathway that was made after your backup has sent them there as well.</numerusform>
                <numerusform>%Ln people stay: a pathway that was made after your backup has sent them there as well.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay: they are also in “%1”.</source>
            <translation>
                <numerusform>%Ln person stays: they are also in “%1”.</numerusform>
                <numerusform>%Ln people stay: they are also in “%1”.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay: they are also in “%1” or “%2”.</source>
            <translation>
                <numerusform>%Ln person stays: they are also in “%1” or “%2”.</numerusform>
                <numerusform>%Ln people stay: they are also in “%1” or “%2”.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay: they are also in %1 other audiences.</source>
            <translation>
                <numerusform>%Ln person stays: they are also in %1 other audiences.</numerusform>
                <numerusform>%Ln people stay: they are also in %1 other audiences.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Nobody is left in the audience, and %Ln people would lose the tag or segment. The file may be incomplete.</source>
            <translation>
                <numerusform>Nobody is left in the audience, and %Ln person would lose the tag or segment. The file may be incomplete.</numerusform>
                <numerusform>Nobody is left in the audience, and %Ln people would lose the tag or segment. The file may be incomplete.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s) cannot be matched with anybody who was sent before. The people to be removed may be among them: check these rows for typing errors first.</source>
            <translation>
                <numerusform>%Ln row cannot be matched with anybody who was sent before. The people to be removed may be among them: check these rows for typing errors first.</numerusform>
                <numerusform>%Ln rows cannot be matched with anybody who was sent before. The people to be removed may be among them: check these rows for typing errors first.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people are missing who may stand in a row that cannot be recognised. They are left as they are.</source>
            <translation>
                <numerusform>%Ln person is missing who may stand in a row that cannot be recognised. They are left as they are.</numerusform>
                <numerusform>%Ln people are missing who may stand in a row that cannot be recognised. They are left as they are.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) would be removed, of %1 whom this pathway put there. The file may be incomplete.</source>
            <translation>
                <numerusform>%Ln person would be removed, of %1 whom this pathway put there. The file may be incomplete.</numerusform>
                <numerusform>%Ln people would be removed, of %1 whom this pathway put there. The file may be incomplete.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay: %1 other pathways still have them.</source>
            <translation>
                <numerusform>%Ln person stays: %1 other pathways still have them.</numerusform>
                <numerusform>%Ln people stay: %1 other pathways still have them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay: the pathways “%1” or “%2” still have them.</source>
            <translation>
                <numerusform>%Ln person stays: the pathways “%1” or “%2” still have them.</numerusform>
                <numerusform>%Ln people stay: the pathways “%1” or “%2” still have them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people stay: the pathway “%1” still has them.</source>
            <translation>
                <numerusform>%Ln person stays: the pathway “%1” still has them.</numerusform>
                <numerusform>%Ln people stay: the pathway “%1” still has them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) will be sent without “%1”: the value can’t be used.</source>
            <translation>
                <numerusform>%Ln person will be sent without “%1”: the value can’t be used.</numerusform>
                <numerusform>%Ln people will be sent without “%1”: the value can’t be used.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s) repeat a person. The last row of each person counts.</source>
            <translation>
                <numerusform>%Ln row repeats a person. The last row of each person counts.</numerusform>
                <numerusform>%Ln rows repeat a person. The last row of each person counts.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) share an address. Who had it last time keeps it, otherwise the last row.</source>
            <translation>
                <numerusform>%Ln person shares an address. Who had it last time keeps it, otherwise the last row.</numerusform>
                <numerusform>%Ln people share an address. Who had it last time keeps it, otherwise the last row.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people left your audience but stay: nothing says for sure that Pathways had put them there.</source>
            <translation>
                <numerusform>%Ln person left your audience but stays: nothing says for sure that Pathways had put them there.</numerusform>
                <numerusform>%Ln people left your audience but stay: nothing says for sure that Pathways had put them there.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people are missing who may be in your audience with another address. They are left as they are.</source>
            <translation>
                <numerusform>%Ln person is missing who may be in your audience with another address. They are left as they are.</numerusform>
                <numerusform>%Ln people are missing who may be in your audience with another address. They are left as they are.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) changed their address and will be renamed.</source>
            <translation>
                <numerusform>%Ln person changed their address and will be renamed.</numerusform>
                <numerusform>%Ln people changed their address and will be renamed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Nobody is left in the audience, and %Ln people would be removed. The file may be incomplete.</source>
            <translation>
                <numerusform>Nobody is left in the audience, and %Ln person would be removed. The file may be incomplete.</numerusform>
                <numerusform>Nobody is left in the audience, and %Ln people would be removed. The file may be incomplete.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) whom others put into “%1” would be removed as well.</source>
            <translation>
                <numerusform>%Ln person whom others put into “%1” would be removed as well.</numerusform>
                <numerusform>%Ln people whom others put into “%1” would be removed as well.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people who stay lose the tag or segment of this pathway.</source>
            <translation>
                <numerusform>%Ln person who stays loses the tag or segment of this pathway.</numerusform>
                <numerusform>%Ln people who stay lose the tag or segment of this pathway.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) of your audience cannot be sent this time but must stay there, so nobody whom others put there is taken out.</source>
            <translation>
                <numerusform>%Ln person of your audience cannot be sent this time but must stay there, so nobody whom others put there is taken out.</numerusform>
                <numerusform>%Ln people of your audience cannot be sent this time but must stay there, so nobody whom others put there is taken out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) in this list belong to other pathways, so nobody whom others put there is taken out.</source>
            <translation>
                <numerusform>%Ln person in this list belong to other pathways, so nobody whom others put there is taken out.</numerusform>
                <numerusform>%Ln people in this list belong to other pathways, so nobody whom others put there is taken out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln person(s) to be taken out share, or once shared, an address or a number with very many others. Not all of those can be sent again after it, so some of them may be missing until they are.</source>
            <translation>
                <numerusform>%Ln person to be taken out share, or once shared, an address or a number with very many others. Not all of those can be sent again after it, so some of them may be missing until they are.</numerusform>
                <numerusform>%Ln people to be taken out share, or once shared, an address or a number with very many others. Not all of those can be sent again after it, so some of them may be missing until they are.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The pathway is to be removed: %Ln people lose its tag or segment, and stay there.</source>
            <translation>
                <numerusform>The pathway is to be removed: %Ln person lose its tag or segment, and stay there.</numerusform>
                <numerusform>The pathway is to be removed: %Ln people lose its tag or segment, and stay there.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The pathway is to be removed, and %Ln people whom it put there are taken out.</source>
            <translation>
                <numerusform>The pathway is to be removed, and %Ln person whom it put there are taken out.</numerusform>
                <numerusform>The pathway is to be removed, and %Ln people whom it put there are taken out.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The tag or segment that this pathway had before is taken off %Ln people. Nobody goes for it.</source>
            <translation>
                <numerusform>The tag or segment that this pathway had before is taken off %Ln person. Nobody goes for it.</numerusform>
                <numerusform>The tag or segment that this pathway had before is taken off %Ln people. Nobody goes for it.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people keep the tag or segment that this pathway had before.</source>
            <translation>
                <numerusform>%Ln person keep the tag or segment that this pathway had before.</numerusform>
                <numerusform>%Ln people keep the tag or segment that this pathway had before.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message numerus="yes">
            <source>%Ln of the first rows do not match the header.</source>
            <translation>
                <numerusform>%Ln of the first rows does not match the header.</numerusform>
                <numerusform>%Ln of the first rows do not match the header.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of the first rows contain letters that cannot be read in this encoding.</source>
            <translation>
                <numerusform>%Ln of the first rows contains letters that cannot be read in this encoding.</numerusform>
                <numerusform>%Ln of the first rows contain letters that cannot be read in this encoding.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>In “%1”, %Ln of the first rows contain numbers that a spreadsheet has damaged, such as 4.47E+11. Export the file again with that column formatted as text.</source>
            <translation>
                <numerusform>In “%1”, %Ln of the first rows contains numbers that a spreadsheet has damaged, such as 4.47E+11. Export the file again with that column formatted as text.</numerusform>
                <numerusform>In “%1”, %Ln of the first rows contain numbers that a spreadsheet has damaged, such as 4.47E+11. Export the file again with that column formatted as text.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of the %1 rows of this sheet are hidden, by a filter or by hand.</source>
            <translation>
                <numerusform>%Ln of the %1 rows of this sheet is hidden, by a filter or by hand.</numerusform>
                <numerusform>%Ln of the %1 rows of this sheet are hidden, by a filter or by hand.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln of the first %1 rows of this sheet are hidden, by a filter or by hand.</source>
            <translation>
                <numerusform>%Ln of the first %1 rows of this sheet is hidden, by a filter or by hand.</numerusform>
                <numerusform>%Ln of the first %1 rows of this sheet are hidden, by a filter or by hand.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln cells contain formulas without their results, and are read as blank. Open the workbook in a spreadsheet program and save it, then choose it again.</source>
            <translation>
                <numerusform>%Ln cell contains a formula without its result, and is read as blank. Open the workbook in a spreadsheet program and save it, then choose it again.</numerusform>
                <numerusform>%Ln cells contain formulas without their results, and are read as blank. Open the workbook in a spreadsheet program and save it, then choose it again.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PushReplan</name>
        <message numerus="yes">
            <source>While this push waited, another one changed who is to be removed: %Ln person(s) more than was confirmed.</source>
            <translation>
                <numerusform>While this push waited, another one changed who is to be removed: %Ln person more than was confirmed.</numerusform>
                <numerusform>While this push waited, another one changed who is to be removed: %Ln people more than was confirmed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>While this push waited, its audience changed: %Ln more person(s) would be added or updated than was confirmed.</source>
            <translation>
                <numerusform>While this push waited, its audience changed: %Ln more person would be added or updated than was confirmed.</numerusform>
                <numerusform>While this push waited, its audience changed: %Ln more people would be added or updated than was confirmed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PushRun</name>
        <message numerus="yes">
            <source>The push was stopped before the platform had answered for %Ln people.</source>
            <translation>
                <numerusform>The push was stopped before the platform had answered for %Ln person.</numerusform>
                <numerusform>The push was stopped before the platform had answered for %Ln people.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PushRunRequest</name>
        <message numerus="yes">
            <source>Check the audience. To go on, allow exactly %n removal(s), or only add and update this time.</source>
            <translation>
                <numerusform>Check the audience. To go on, allow exactly %n removal, or only add and update this time.</numerusform>
                <numerusform>Check the audience. To go on, allow exactly %n removals, or only add and update this time.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ReviewPage</name>
        <message numerus="yes">
            <source>%Ln suggestions are not accepted yet. Accept them, or choose other columns.</source>
            <translation>
                <numerusform>%Ln suggestion is not accepted yet. Accept it, or choose another column.</numerusform>
                <numerusform>%Ln suggestions are not accepted yet. Accept them, or choose other columns.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Rules</name>
        <message numerus="yes">
            <source>%1 and %Ln more</source>
            <comment>values of a rule</comment>
            <translation>
                <numerusform>%1 and %Ln more</numerusform>
                <numerusform>%1 and %Ln more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SignIn</name>
        <message numerus="yes">
            <source>No answer came from your browser within %n minute(s).</source>
            <translation>
                <numerusform>No answer came from your browser within %n minute.</numerusform>
                <numerusform>No answer came from your browser within %n minutes.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>This computer’s clock is about %n minute(s) slow.</source>
            <translation>
                <numerusform>This computer’s clock is about %n minute slow.</numerusform>
                <numerusform>This computer’s clock is about %n minutes slow.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>This computer’s clock is about %n minute(s) fast.</source>
            <translation>
                <numerusform>This computer’s clock is about %n minute fast.</numerusform>
                <numerusform>This computer’s clock is about %n minutes fast.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Wizard</name>
        <message numerus="yes">
            <source>Confirm: add %1, update %2 and remove %Ln people in %3</source>
            <translation>
                <numerusform>Confirm: add %1, update %2 and remove %Ln person in %3</numerusform>
                <numerusform>Confirm: add %1, update %2 and remove %Ln people in %3</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: add %1 and update %Ln people in %2</source>
            <translation>
                <numerusform>Confirm: add %1 and update %Ln person in %2</numerusform>
                <numerusform>Confirm: add %1 and update %Ln people in %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: add %1 and remove %Ln people in %2</source>
            <translation>
                <numerusform>Confirm: add %1 and remove %Ln person in %2</numerusform>
                <numerusform>Confirm: add %1 and remove %Ln people in %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: update %1 and remove %Ln people in %2</source>
            <translation>
                <numerusform>Confirm: update %1 and remove %Ln person in %2</numerusform>
                <numerusform>Confirm: update %1 and remove %Ln people in %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: add %Ln people in %1</source>
            <translation>
                <numerusform>Confirm: add %Ln person in %1</numerusform>
                <numerusform>Confirm: add %Ln people in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: update %Ln people in %1</source>
            <translation>
                <numerusform>Confirm: update %Ln person in %1</numerusform>
                <numerusform>Confirm: update %Ln people in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: remove %Ln people in %1</source>
            <translation>
                <numerusform>Confirm: remove %Ln person in %1</numerusform>
                <numerusform>Confirm: remove %Ln people in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people who would be added</source>
            <translation>
                <numerusform>%Ln person who would be added</numerusform>
                <numerusform>%Ln people who would be added</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people who would be updated</source>
            <translation>
                <numerusform>%Ln person who would be updated</numerusform>
                <numerusform>%Ln people who would be updated</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people for whom nothing changes</source>
            <translation>
                <numerusform>%Ln person for whom nothing changes</numerusform>
                <numerusform>%Ln people for whom nothing changes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people who are left out</source>
            <translation>
                <numerusform>%Ln person who is left out</numerusform>
                <numerusform>%Ln people who are left out</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people</source>
            <translation>
                <numerusform>%Ln person</numerusform>
                <numerusform>%Ln people</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln days old</source>
            <translation>
                <numerusform>%Ln day old</numerusform>
                <numerusform>%Ln days old</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>If you stop, %Ln people stay in %1, and %2 stay removed.</source>
            <translation>
                <numerusform>If you stop, %Ln person stays in %1, and %2 stay removed.</numerusform>
                <numerusform>If you stop, %Ln people stay in %1, and %2 stay removed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>If you stop, %Ln people stay in %1.</source>
            <translation>
                <numerusform>If you stop, %Ln person stays in %1.</numerusform>
                <numerusform>If you stop, %Ln people stay in %1.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people were removed from %1</source>
            <translation>
                <numerusform>%Ln person was removed from %1</numerusform>
                <numerusform>%Ln people were removed from %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>All %Ln people are in %1</source>
            <translation>
                <numerusform>The only person is in %1</numerusform>
                <numerusform>All %Ln people are in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 of %Ln people are in %2</source>
            <translation>
                <numerusform>%1 of %Ln person is in %2</numerusform>
                <numerusform>%1 of %Ln people are in %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Look at the %Ln people who were not accepted. Everyone else is taken care of.</source>
            <translation>
                <numerusform>Look at the person who was not accepted. Everyone else is taken care of.</numerusform>
                <numerusform>Look at the %Ln people who were not accepted. Everyone else is taken care of.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people: %1</source>
            <comment>what was found, as in: 12 people: Not an email address</comment>
            <translation>
                <numerusform>%Ln person: %1</numerusform>
                <numerusform>%Ln people: %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: add %1, update %2 and untag %Ln people in %3</source>
            <translation>
                <numerusform>Confirm: add %1, update %2 and untag %Ln person in %3</numerusform>
                <numerusform>Confirm: add %1, update %2 and untag %Ln people in %3</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: add %1 and untag %Ln people in %2</source>
            <translation>
                <numerusform>Confirm: add %1 and untag %Ln person in %2</numerusform>
                <numerusform>Confirm: add %1 and untag %Ln people in %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: update %1 and untag %Ln people in %2</source>
            <translation>
                <numerusform>Confirm: update %1 and untag %Ln person in %2</numerusform>
                <numerusform>Confirm: update %1 and untag %Ln people in %2</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: untag %Ln people in %1</source>
            <translation>
                <numerusform>Confirm: untag %Ln person in %1</numerusform>
                <numerusform>Confirm: untag %Ln people in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people who are no longer in the audience</source>
            <translation>
                <numerusform>%Ln person who is no longer in the audience</numerusform>
                <numerusform>%Ln people who are no longer in the audience</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The tag or segment was taken off %Ln people in %1</source>
            <translation>
                <numerusform>The tag or segment was taken off %Ln person in %1</numerusform>
                <numerusform>The tag or segment was taken off %Ln people in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Confirm: take the old tag or segment off %Ln people in %1</source>
            <translation>
                <numerusform>Confirm: take the old tag or segment off %Ln person in %1</numerusform>
                <numerusform>Confirm: take the old tag or segment off %Ln people in %1</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ActivityPage</name>
        <message numerus="yes">
            <source>%Ln removed</source>
            <translation>
                <numerusform>%Ln removed</numerusform>
                <numerusform>%Ln removed</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln not accepted</source>
            <translation>
                <numerusform>%Ln not accepted</numerusform>
                <numerusform>%Ln not accepted</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln accepted</source>
            <translation>
                <numerusform>%Ln accepted</numerusform>
                <numerusform>%Ln accepted</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln untagged</source>
            <comment>people whose tag or segment was taken off</comment>
            <translation>
                <numerusform>%Ln untagged</numerusform>
                <numerusform>%Ln untagged</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ConfirmPage</name>
        <message numerus="yes">
            <source>Reading the audience: %Ln rows so far</source>
            <translation>
                <numerusform>Reading the audience: %Ln row so far</numerusform>
                <numerusform>Reading the audience: %Ln rows so far</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Remove %Ln people who are no longer in the audience</source>
            <translation>
                <numerusform>Remove %Ln person who is no longer in the audience</numerusform>
                <numerusform>Remove %Ln people who are no longer in the audience</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>A trial with the first %Ln people of the audience</source>
            <translation>
                <numerusform>A trial with the first person of the audience</numerusform>
                <numerusform>A trial with the first %Ln people of the audience</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Try with %Ln people first</source>
            <translation>
                <numerusform>Try with %Ln person first</numerusform>
                <numerusform>Try with %Ln people first</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Take the tag or segment off %Ln people who are no longer in the audience; they stay there</source>
            <translation>
                <numerusform>Take the tag or segment off %Ln person who is no longer in the audience; they stay there</numerusform>
                <numerusform>Take the tag or segment off %Ln people who are no longer in the audience; they stay there</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The tag or segment that this pathway had before is taken off %Ln people. Nobody goes for it.</source>
            <translation>
                <numerusform>The tag or segment that this pathway had before is taken off %Ln person. Nobody goes for it.</numerusform>
                <numerusform>The tag or segment that this pathway had before is taken off %Ln people. Nobody goes for it.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people keep the tag or segment that this pathway had before, this time.</source>
            <translation>
                <numerusform>%Ln person keep the tag or segment that this pathway had before, this time.</numerusform>
                <numerusform>%Ln people keep the tag or segment that this pathway had before, this time.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ConnectionDetails</name>
        <message numerus="yes">
            <source>%Ln pathways use it and will wait: %1.</source>
            <translation>
                <numerusform>%Ln pathway uses it and will wait: %1.</numerusform>
                <numerusform>%Ln pathways use it and will wait: %1.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ConnectionTexts</name>
        <message numerus="yes">
            <source>%Ln pathways wait for it. Nothing was lost.</source>
            <translation>
                <numerusform>%Ln pathway waits for it. Nothing was lost.</numerusform>
                <numerusform>%Ln pathways wait for it. Nothing was lost.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Used by %Ln pathways.</source>
            <translation>
                <numerusform>Used by %Ln pathway.</numerusform>
                <numerusform>Used by %Ln pathways.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Sign in again before then, so that %Ln pathways can continue.</source>
            <translation>
                <numerusform>Sign in again before then, so that %Ln pathway can continue.</numerusform>
                <numerusform>Sign in again before then, so that %Ln pathways can continue.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::CountCards</name>
        <message numerus="yes">
            <source>%Ln reason(s)</source>
            <translation>
                <numerusform>%Ln reason</numerusform>
                <numerusform>%Ln reasons</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::GuardBanner</name>
        <message numerus="yes">
            <source>Removing %Ln people needs your decision</source>
            <translation>
                <numerusform>Removing %Ln person needs your decision</numerusform>
                <numerusform>Removing %Ln people needs your decision</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Taking the tag or segment off %Ln people needs your decision</source>
            <translation>
                <numerusform>Taking the tag or segment off %Ln person needs your decision</numerusform>
                <numerusform>Taking the tag or segment off %Ln people needs your decision</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::LivePush</name>
        <message numerus="yes">
            <source>%1 and %Ln more</source>
            <comment>audience of a running push, further pushes</comment>
            <translation>
                <numerusform>%1 and %Ln more</numerusform>
                <numerusform>%1 and %Ln more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::MainWindow</name>
        <message numerus="yes">
            <source>%Ln people accepted in %1.</source>
            <translation>
                <numerusform>%Ln person accepted in %1.</numerusform>
                <numerusform>%Ln people accepted in %1.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::MappingModel</name>
        <message numerus="yes">
            <source>%1, and %Ln more</source>
            <comment>the first problem of a column</comment>
            <translation>
                <numerusform>%1, and %Ln more</numerusform>
                <numerusform>%1, and %Ln more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::MappingSection</name>
        <message numerus="yes">
            <source>%1 of %Ln fields filled.</source>
            <translation>
                <numerusform>%1 of %Ln field filled.</numerusform>
                <numerusform>%1 of %Ln fields filled.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Accept %Ln suggestions</source>
            <translation>
                <numerusform>Accept %Ln suggestion</numerusform>
                <numerusform>Accept %Ln suggestions</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::NavButton</name>
        <message numerus="yes">
            <source>%Ln need you</source>
            <comment>pathways or connections</comment>
            <translation>
                <numerusform>%Ln needs you</numerusform>
                <numerusform>%Ln need you</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ObjectPicker</name>
        <message numerus="yes">
            <source>%Ln members</source>
            <translation>
                <numerusform>%Ln member</numerusform>
                <numerusform>%Ln members</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::OptionsPanel</name>
        <message numerus="yes">
            <source>%Ln answers are needed before the push.</source>
            <translation>
                <numerusform>%Ln answer is needed before the push.</numerusform>
                <numerusform>%Ln answers are needed before the push.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::OutcomesModel</name>
        <message numerus="yes">
            <source>%Ln more people, who are only counted</source>
            <translation>
                <numerusform>%Ln more person, who is only counted</numerusform>
                <numerusform>%Ln more people, who are only counted</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::PathwayListModel</name>
        <message numerus="yes">
            <source>%Ln accepted</source>
            <translation>
                <numerusform>%Ln accepted</numerusform>
                <numerusform>%Ln accepted</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln removed</source>
            <translation>
                <numerusform>%Ln removed</numerusform>
                <numerusform>%Ln removed</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people were not accepted.</source>
            <translation>
                <numerusform>%Ln person was not accepted.</numerusform>
                <numerusform>%Ln people were not accepted.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln not accepted</source>
            <translation>
                <numerusform>%Ln not accepted</numerusform>
                <numerusform>%Ln not accepted</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln untagged</source>
            <comment>people whose tag or segment was taken off</comment>
            <translation>
                <numerusform>%Ln untagged</numerusform>
                <numerusform>%Ln untagged</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::PhaseList</name>
        <message numerus="yes">
            <source>%Ln people acknowledged</source>
            <translation>
                <numerusform>%Ln person acknowledged</numerusform>
                <numerusform>%Ln people acknowledged</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people removed</source>
            <translation>
                <numerusform>%Ln person removed</numerusform>
                <numerusform>%Ln people removed</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people untagged</source>
            <translation>
                <numerusform>%Ln person untagged</numerusform>
                <numerusform>%Ln people untagged</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ProblemsPanel</name>
        <message numerus="yes">
            <source>The first %Ln people are shown.</source>
            <translation>
                <numerusform>The first person is shown.</numerusform>
                <numerusform>The first %Ln people are shown.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::PushAudiencesPage</name>
        <message numerus="yes">
            <source>The search for “%1” hides all %Ln pathways.</source>
            <translation>
                <numerusform>The search for “%1” hides the only pathway.</numerusform>
                <numerusform>The search for “%1” hides all %Ln pathways.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::PushOutcomesModel</name>
        <message numerus="yes">
            <source>%Ln more people, who are only counted</source>
            <translation>
                <numerusform>%Ln more person, who is only counted</numerusform>
                <numerusform>%Ln more people, who are only counted</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::PushProgressPanel</name>
        <message numerus="yes">
            <source>of %Ln changes are done</source>
            <comment>beside the number of changes done</comment>
            <translation>
                <numerusform>of %Ln change is done</numerusform>
                <numerusform>of %Ln changes are done</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>of %Ln changes are done in %1</source>
            <comment>beside the number of changes done; a platform</comment>
            <translation>
                <numerusform>of %Ln change is done in %1</numerusform>
                <numerusform>of %Ln changes are done in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>added or updated</source>
            <comment>below a number of people</comment>
            <translation>
                <numerusform>added or updated</numerusform>
                <numerusform>added or updated</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>removed</source>
            <comment>below a number of people</comment>
            <translation>
                <numerusform>removed</numerusform>
                <numerusform>removed</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>not accepted</source>
            <comment>below a number of people</comment>
            <translation>
                <numerusform>not accepted</numerusform>
                <numerusform>not accepted</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::PushResult</name>
        <message numerus="yes">
            <source>%Ln people accepted in %1</source>
            <translation>
                <numerusform>%Ln person accepted in %1</numerusform>
                <numerusform>%Ln people accepted in %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Look at the %Ln who were not accepted. Everyone else is taken care of.</source>
            <translation>
                <numerusform>Look at the one who was not accepted. Everyone else is taken care of.</numerusform>
                <numerusform>Look at the %Ln who were not accepted. Everyone else is taken care of.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln people who left the audience were removed.</source>
            <translation>
                <numerusform>%Ln person who left the audience was removed.</numerusform>
                <numerusform>%Ln people who left the audience were removed.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ResultPanel</name>
        <message numerus="yes">
            <source>Show %Ln people</source>
            <translation>
                <numerusform>Show %Ln person</numerusform>
                <numerusform>Show %Ln people</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln were left out on purpose (%1).</source>
            <comment>people, reasons with their counts</comment>
            <translation>
                <numerusform>%Ln was left out on purpose (%1).</numerusform>
                <numerusform>%Ln were left out on purpose (%1).</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::ReviewPage</name>
        <message numerus="yes">
            <source>%1, %Ln columns</source>
            <comment>method, number of columns</comment>
            <translation>
                <numerusform>%1, %Ln column</numerusform>
                <numerusform>%1, %Ln columns</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Draft saved. Checked all %Ln people.</source>
            <translation>
                <numerusform>Draft saved. Checked the only person.</numerusform>
                <numerusform>Draft saved. Checked all %Ln people.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::Sparkline</name>
        <message numerus="yes">
            <source>%Ln people accepted so far</source>
            <translation>
                <numerusform>%Ln person accepted so far</numerusform>
                <numerusform>%Ln people accepted so far</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::WeekChart</name>
        <message numerus="yes">
            <source>%Ln people accepted in the last twelve weeks, %1 of them this week.</source>
            <translation>
                <numerusform>%Ln person accepted in the last twelve weeks, %1 of them this week.</numerusform>
                <numerusform>%Ln people accepted in the last twelve weeks, %1 of them this week.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>pathways::ui::Words</name>
        <message numerus="yes">
            <source>About %Ln minute(s)</source>
            <translation>
                <numerusform>About %Ln minute</numerusform>
                <numerusform>About %Ln minutes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>About %Ln hour(s)</source>
            <translation>
                <numerusform>About %Ln hour</numerusform>
                <numerusform>About %Ln hours</numerusform>
            </translation>
        </message>
    </context>
</TS>
