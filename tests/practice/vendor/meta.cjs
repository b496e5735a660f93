// SPDX-License-Identifier: GPL-3.0-or-later
// Meta's own Node.js library, unchanged but for the address: node meta.cjs URL TOKEN AD_ACCOUNT
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const {FacebookAdsApi, AdAccount, CustomAudience} = require('facebook-nodejs-business-sdk');

const [url, token, account] = process.argv.slice(2);
Object.defineProperty(FacebookAdsApi, 'GRAPH', {get: () => url});
FacebookAdsApi.init(token, 'en_US', false); // No crash reports: those would go out to the real platform.
const hash = (text) => crypto.createHash('sha256').update(text).digest('hex');

async function main() {
  const audience = await new AdAccount(account).createCustomAudience([], {
    name: 'Made by the vendor',
    subtype: 'CUSTOM',
    customer_file_source: 'USER_PROVIDED_ONLY',
  });
  const people = {schema: ['EMAIL'], data: [[hash('ann@example.org')], [hash('bob@example.org')]]};
  const added = await audience.createUser([], {payload: people, session: {session_id: 5, batch_seq: 1, last_batch_flag: true}});
  assert.equal(Number(added._data.num_received), 2);
  assert.equal(Number(added._data.num_invalid_entries), 0);
  await audience.deleteUsers({payload: {schema: ['EMAIL'], data: [[hash('bob@example.org')]]}});

  const names = [];
  let cursor = await new AdAccount(account).getCustomAudiences(['name', 'operation_status'], {limit: 2});
  for (;;) {
    names.push(...cursor.map((one) => one.name));
    if (!cursor.hasNext()) {
      break;
    }
    cursor = await cursor.next();
  }
  assert.ok(names.includes('Made by the vendor'), names.join());
  assert.equal(names.length, 3);

  const read = await new CustomAudience(audience.id).get(['name', 'approximate_count_lower_bound', 'delivery_status']);
  assert.equal(read.name, 'Made by the vendor');
  assert.equal(read.delivery_status.code, 300);
  await assert.rejects(() => audience.createUser([], {payload: {schema: ['EMAIL'], data: ['not a list']}}), (refused) => {
    assert.equal(refused.response.code, 100);
    return true;
  });
  console.log(audience.id);
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
