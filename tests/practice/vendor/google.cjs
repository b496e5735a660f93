// SPDX-License-Identifier: GPL-3.0-or-later
// Google's own Node.js library, unchanged but for the address: node google.cjs PORT TOKEN ACCOUNT LIST
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const {protos, IngestionServiceClient, UserListServiceClient} = require('@google-ads/datamanager');
const {OAuth2Client} = require('google-auth-library');

const [port, token, account, list] = process.argv.slice(2);
const signedIn = new OAuth2Client();
signedIn.setCredentials({access_token: token});
const options = {fallback: true, protocol: 'http', apiEndpoint: '127.0.0.1', port: Number(port), authClient: signedIn};
const hash = (text) => crypto.createHash('sha256').update(text).digest('hex');
const person = (address) => ({userData: {userIdentifiers: [{emailAddress: address}]}});
const {Encoding, ConsentStatus, TermsOfServiceStatus} = protos.google.ads.datamanager.v1;
const {AccountType} = protos.google.ads.datamanager.v1.ProductAccount;

async function main() {
  const destinations = [{operatingAccount: {accountType: AccountType.GOOGLE_ADS, accountId: account}, productDestinationId: list}];
  const request = (audienceMembers) => ({
    destinations,
    audienceMembers,
    encoding: Encoding.HEX,
    consent: {adUserData: ConsentStatus.CONSENT_GRANTED, adPersonalization: ConsentStatus.CONSENT_GRANTED},
    termsOfService: {customerMatchTermsOfServiceStatus: TermsOfServiceStatus.ACCEPTED},
  });
  const ingestion = new IngestionServiceClient(options);
  const [taken] = await ingestion.ingestAudienceMembers(request([person(hash('ann@example.org')), person(hash('bob@example.org'))]));
  assert.ok(taken.requestId);
  let state;
  do {
    const [status] = await ingestion.retrieveRequestStatus({requestId: taken.requestId});
    state = status.requestStatusPerDestination[0];
  } while (state.requestStatus === 'PROCESSING');
  assert.equal(state.requestStatus, 'SUCCESS');
  assert.equal(Number(state.audienceMembersIngestionStatus.userDataIngestionStatus.recordCount), 2);
  await ingestion.removeAudienceMembers({destinations, audienceMembers: [person(hash('bob@example.org'))], encoding: Encoding.HEX});
  await assert.rejects(() => ingestion.ingestAudienceMembers(request([person('ann@example.org')])), (refused) => {
    assert.ok(`${refused.message}`.includes('INVALID_HEX_ENCODING'), refused.message);
    return true;
  });

  const lists = new UserListServiceClient(options);
  const parent = `accountTypes/GOOGLE_ADS/accounts/${account}`;
  const [created] = await lists.createUserList({
    parent,
    userList: {displayName: 'Made by the vendor', ingestedUserListInfo: {uploadKeyTypes: ['CONTACT_ID']}},
  });
  const [all] = await lists.listUserLists({parent, pageSize: 2});
  assert.ok(all.some((one) => one.displayName === 'Made by the vendor'));
  console.log(String(created.id));
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
