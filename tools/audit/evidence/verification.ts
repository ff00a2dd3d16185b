import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportPage } from '../../../audit/verify/core/report/page.ts';
import { verdictText, wordsOf } from '../../../audit/verify/core/report/text.ts';
import { parseTrust } from '../../../audit/verify/core/trust.ts';
import { verify } from '../../../audit/verify/core/verify.ts';
import { folderFiles } from '../../../audit/verify/folder.ts';
import { nodeCrypto } from '../../../audit/verify/nodeCrypto.ts';

export interface VerificationInput {
  readonly out: string;
  /** Text of trust.json; undefined: the report says that no key was pinned. */
  readonly trust: string | undefined;
  /** Draws the sampled proofs. */
  readonly seed: number;
}

/** What the verifier says of the log in the evidence, on the day that it was made; in two languages and for machines. */
export async function writeVerification({ out, trust, seed }: VerificationInput): Promise<string> {
  const crypto = nodeCrypto();
  const report = await verify({
    ...{ crypto, seed, files: folderFiles(join(out, 'log')) },
    trust: trust === undefined ? undefined : parseTrust(crypto, trust),
  });
  const folder = join(out, 'verification');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  for (const language of ['en', 'fr'] as const) {
    writeFileSync(join(folder, `report.${language}.html`), reportPage(report, language));
  }
  return verdictText(report, wordsOf('en'));
}
