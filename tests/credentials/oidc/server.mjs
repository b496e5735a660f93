// SPDX-License-Identifier: GPL-3.0-or-later
// An authorisation server written by others (oidc-provider), on a free port of 127.0.0.1. Everybody who comes is signed
// in as "ada" and agrees. Prints one line of JSON, then runs until its standard input ends.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const http = createServer();
await new Promise((ready) => http.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${http.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'pathways-desktop',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: ['http://127.0.0.1/cb'],
  }],
  pkce: { required: () => true },
  scopes: ['openid', 'offline_access', 'email'],
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, RefreshToken: 86400, Session: 600, Grant: 86400, Interaction: 600, IdToken: 3600 },
  cookies: { keys: ['test'] },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@riverbank.example` }) }),
});

const handle = provider.callback();
http.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    handle(request, response);
    return;
  }
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: 'ada' } });
    return;
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
});

console.log(JSON.stringify({
  issuer,
  authorize: `${issuer}/auth`,
  token: `${issuer}/token`,
  revoke: `${issuer}/token/revocation`,
}));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
