/** What one sign-in needs to remember until the issuer sends the browser back. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The address at which the person was. */
  readonly returnTo: string;
  /** The issuer was told to ask nothing. */
  readonly silent: boolean;
}

const randomWord = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

export const newAttempt = (returnTo: string, silent: boolean): Attempt => ({
  state: randomWord(),
  nonce: randomWord(),
  verifier: randomWord(),
  returnTo,
  silent,
});

/** RFC 7636, section 4.2: `S256`. */
export async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
