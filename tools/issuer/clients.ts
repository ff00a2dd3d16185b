/** The extension grant (RFC 6749, section 4.5) by which the command line asks for a persona's token. */
export const personaGrant = 'urn:referent:params:oauth:grant-type:persona';
export const commandLineClient = 'referent-command-line';
/** A public client: authorization code with PKCE, to a page on loopback. */
export const consoleClient = 'referent-console';
