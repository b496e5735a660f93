-- What was decided about the columns that say who may be written to stands in the body of an audience, one for each
-- column. The step itself is code (core/workspace/migration_steps.cpp), as it looks into the bodies.

UPDATE audience SET body = body;
