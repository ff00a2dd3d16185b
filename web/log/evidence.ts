import { reportPage } from '../../audit/verify/core/report/page.ts';
import { downloadBlob } from '../map/download.ts';
import type { Verified } from './useVerification.ts';
import { zipOf } from './zip.ts';

/** The very files that were verified, with the report: `referent audit verify` reads the folder. */
export function downloadEvidence({ report, files }: Verified): void {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const all = new Map([
    ['report.json', text(JSON.stringify(report, null, 2))],
    ['report.en.html', text(reportPage(report, 'en'))],
    ['report.fr.html', text(reportPage(report, 'fr'))],
    ...[...files].map(([path, bytes]) => [`log/${path}`, bytes] as const),
  ]);
  downloadBlob(`evidence-${String(report.size)}.zip`, zipOf(all));
}
