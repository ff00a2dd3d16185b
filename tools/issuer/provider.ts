import {
  Provider,
  errors,
  interactionPolicy,
  type Configuration,
  type Account,
  type KoaContextWithOIDC,
  type ResourceServer,
  type TokenEndpointGrantContext,
} from 'oidc-provider';
import { epochSeconds, type Clock } from '../../lib/clock.ts';
import { isLoopbackUrl } from '../../lib/config.ts';
import { commandLineClient, consoleClient, personaGrant } from './clients.ts';
import type { IssuerKeys } from './issuerKeys.ts';
import { errorPage, pageHeaders, signOutPage, signedOutPage } from './pages.ts';
import { personaById, type Persona } from './personas.ts';

/** The gateway as a protected resource (RFC 8707); the token's audience is the configured one. */
const gatewayResource = 'urn:referent:gateway';
const scope = 'graph';
const accessTokenSeconds = 3_600;

export interface IssuerOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: IssuerKeys;
  readonly clock: Clock;
}

/** The demonstration's OpenID Connect provider: personas without passwords, each token marked `demo`. */
export function createProvider(options: IssuerOptions): Provider {
  const provider = new Provider(options.issuer, configuration(options));
  provider.registerGrantType<{ persona?: string }>(
    personaGrant,
    (context) => answerPersonaGrant(provider, options.audience, context),
    ['persona'],
  );
  return provider;
}

function configuration({ audience, keys, clock }: IssuerOptions): Configuration {
  return {
    jwks: { keys: keys.signing.map((key) => ({ ...key })) },
    cookies: { keys: [...keys.cookies] },
    clients: clients(keys),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    scopes: ['openid', scope],
    claims: { openid: ['sub', 'name', 'roles', 'team', 'region'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    // A client on loopback, whatever its port: the gateway's console, a page under development.
    clientBasedCORS: (_context, origin) => isLoopbackUrl(origin),
    findAccount: (_context, id) => accountOf(personaById(id)),
    loadExistingGrant,
    extraTokenClaims: (context, token) =>
      'accountId' in token ? claimsOf(token.accountId, authenticatedAt(context, clock)) : undefined,
    interactions: {
      policy: withoutConsent(),
      url: (_context, interaction) => `/interaction/${interaction.uid}`,
    },
    renderError: (context, out) => {
      sendPage(context, errorPage(out.error, out.error_description));
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 8 * 3_600,
      IdToken: 3_600,
      Interaction: 600,
      Session: 8 * 3_600,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          sendPage(context, signOutPage(form));
        },
        postLogoutSuccessSource: (context) => {
          sendPage(context, signedOutPage());
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => gatewayResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, indicator) => resourceServer(indicator, audience),
      },
    },
  };
}

/** Paths at which a page on loopback may take the code; the port is free (RFC 8252, section 7.3). */
const redirectPaths = ['/', '/callback', '/console', '/console/', '/console/callback'];
const loopbackUris = ['http://127.0.0.1', 'http://localhost'].flatMap((origin) =>
  redirectPaths.map((path) => `${origin}${path}`),
);

const clients = (keys: IssuerKeys): NonNullable<Configuration['clients']> => [
  {
    client_id: consoleClient,
    client_name: 'Referent console',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: loopbackUris,
    post_logout_redirect_uris: loopbackUris,
  },
  {
    client_id: commandLineClient,
    client_secret: keys.commandLineSecret,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: [personaGrant],
    response_types: [],
    redirect_uris: [],
  },
];

function resourceServer(indicator: string, audience: string): ResourceServer {
  if (indicator !== gatewayResource) throw new errors.InvalidTarget();
  return {
    scope,
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: accessTokenSeconds,
    jwt: { sign: { alg: 'ES256' } },
  };
}

const accountOf = (persona: Persona | undefined): Account | undefined =>
  persona === undefined
    ? undefined
    : {
        accountId: persona.id,
        claims: () => ({
          sub: persona.id,
          name: persona.name,
          roles: [...persona.roles],
          team: persona.team,
          region: persona.region,
        }),
      };

function withoutConsent(): ReturnType<typeof interactionPolicy.base> {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
}

/** A persona's consent is not asked for: client, data and person are all part of the demonstration. */
async function loadExistingGrant(
  context: KoaContextWithOIDC,
): Promise<InstanceType<Provider['Grant']>> {
  const { provider, session, client } = context.oidc;
  return grantTo(provider, session?.accountId ?? '', client?.clientId ?? '');
}

async function grantTo(
  provider: Provider,
  accountId: string,
  clientId: string,
): Promise<InstanceType<Provider['Grant']>> {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(gatewayResource, scope);
  await grant.save();
  return grant;
}

const authenticatedAt = (context: KoaContextWithOIDC, clock: Clock): number =>
  context.oidc.entities.AuthorizationCode?.authTime ?? epochSeconds(clock);

/** `demo` travels into every purpose token, and a store of real data refuses it (policy.md, section 6). */
function claimsOf(
  accountId: string,
  authTime: number,
): { [claim: string]: string | string[] | number | boolean } | undefined {
  const persona = personaById(accountId);
  if (persona === undefined) return undefined;
  return {
    roles: [...persona.roles],
    team: persona.team,
    region: persona.region,
    auth_time: authTime,
    demo: true,
  };
}

async function answerPersonaGrant(
  provider: Provider,
  audience: string,
  context: TokenEndpointGrantContext<{ persona?: string }>,
): Promise<void> {
  const { client, params } = context.oidc;
  const persona = personaById(params.persona ?? '');
  if (persona === undefined) throw new errors.InvalidGrant('there is no such persona');
  const grant = await grantTo(provider, persona.id, client.clientId);
  const token = new provider.AccessToken({
    accountId: persona.id,
    client,
    grantId: grant.jti,
    gty: personaGrant,
    resourceServer: new provider.ResourceServer(
      gatewayResource,
      resourceServer(gatewayResource, audience),
    ),
    scope,
  });
  context.oidc.entity('AccessToken', token);
  context.body = {
    access_token: await token.save(),
    token_type: 'Bearer',
    expires_in: token.expiration,
    scope,
  };
}

function sendPage(context: KoaContextWithOIDC, html: string): void {
  context.set({ ...pageHeaders });
  context.body = html;
}
