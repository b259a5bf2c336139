// A real identity provider for the tests, as FranceConnect behaves: a nonce is needed, the
// level of assurance is told, and userinfo comes as a signed JWT. Usage:
//   node provider.mjs PORT CLIENT_ID CLIENT_SECRET CALLBACK LEFT CLAIMS(JSON)
import { Provider } from "oidc-provider";

const [port, clientId, clientSecret, callback, left, claims] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const person = JSON.parse(claims);

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [callback],
      post_logout_redirect_uris: [left],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
      userinfo_signed_response_alg: "RS256",
    },
  ],
  acrValues: ["eidas1"],
  scopes: [
    "openid", "given_name", "family_name", "preferred_username", "birthdate", "birthplace",
    "birthcountry", "email",
  ],
  claims: {
    openid: ["sub"],
    given_name: ["given_name"],
    family_name: ["family_name"],
    preferred_username: ["preferred_username"],
    birthdate: ["birthdate"],
    birthplace: ["birthplace"],
    birthcountry: ["birthcountry"],
    email: ["email"],
    acr: null,
  },
  features: {
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    devInteractions: { enabled: false },
  },
  findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...person }) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ["tests only"] },
});

// Signs everybody in, or refuses when the claims say so.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  const { prompt, params, session } = await provider.interactionDetails(ctx.req, ctx.res);
  let result = {};
  if (person.refuses) {
    result = { error: "access_denied", error_description: "cancelled" };
  } else if (prompt.name === "login") {
    result = { login: { accountId: person.sub, acr: person.acr ?? "eidas1" } };
  } else {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
