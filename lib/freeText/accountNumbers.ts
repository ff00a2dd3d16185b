import type { Folded } from './folded.ts';
import type { Span } from './span.ts';

/** Lengths of account numbers by country: the IBAN registry (ISO 13616). */
const lengths: ReadonlyMap<string, number> = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28
   EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26
   IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28
   NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25
   SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Account numbers, however they are grouped; one with a slip in it counts where it is mostly digits. */
export function accountNumbersIn({ text }: Folded): readonly Span[] {
  const beginnings = text.matchAll(/(?<![A-Za-z0-9])[A-Za-z]{2}[ .\-]{0,2}\d[ .\-]{0,2}\d/g);
  return [...beginnings].flatMap(({ index }) => {
    const found = collect(text, index);
    return found === undefined ? [] : [{ shape: 'iban', from: index, to: found } as const];
  });
}

/** Where the account number that begins here ends; undefined where none does. */
function collect(text: string, from: number): number | undefined {
  let compact = '';
  let separators = 0;
  let length: number | undefined;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (/[A-Za-z0-9]/.test(character)) {
      compact += character.toUpperCase();
      separators = 0;
      if (compact.length === 2) length = lengths.get(compact);
      if (compact.length >= 2 && length === undefined) return undefined;
      if (compact.length === length)
        return isAccount(compact, text.charAt(at + 1)) ? at + 1 : undefined;
    } else {
      separators += 1;
      if (separators > 2 || !/[ .\-/]/.test(character)) return undefined;
    }
  }
  return undefined;
}

function isAccount(compact: string, next: string): boolean {
  if (/[A-Za-z0-9]/.test(next)) return false;
  const digits = compact.slice(4).replace(/\D/g, '').length;
  return remainder97(compact) === 1 || (digits >= 10 && digits * 3 >= (compact.length - 4) * 2);
}

/** ISO 7064 MOD 97-10 over the number with its first four characters moved to the end. */
export function remainder97(compact: string): number {
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
