import { z } from 'zod';
import { evidenceScript } from '../../../../audit/verify/page/evidencePage.ts';
import { sha256Hex } from '../../../../lib/hash.ts';
import { defineCommand } from '../../command.ts';
import { json, noWords } from '../../options.ts';

export const command = defineCommand({
  name: 'audit verifier-hash',
  summary: 'SHA-256 of the verifier that stands in the page of the evidence.',
  details: [
    'Publish it apart from the evidence: whoever was given a page takes the text of its last script',
    'element and compares. A page with another hash verifies nothing but itself.',
  ],
  options: {},
  input: z.object({ words: noWords, json }),
  run: ({ json: asJson }, context) => {
    const sha256 = sha256Hex(evidenceScript());
    context.print(asJson ? JSON.stringify({ sha256 }) : sha256);
  },
});
