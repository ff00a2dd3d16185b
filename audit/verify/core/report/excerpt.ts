import type { ExcerptFault, ExcerptReport } from '../excerpt.ts';
import { escaped } from './page.ts';
import type { Language } from './text.ts';

interface Words {
  readonly part: (report: ExcerptReport) => string;
  readonly rest: string;
  readonly failed: (index: number | null) => string;
  readonly unpinned: string;
  readonly faults: Readonly<Record<ExcerptFault, string>>;
}

const english: Words = {
  part: ({ entries, size, witnesses }) =>
    `Verified in part: the log of ${String(size)} entries is signed, ${witnesses.join(', ')} cosigned it, and ${String(entries)} entries that its own root drew are in it, unchanged.`,
  rest: 'The log is too large for a page. Of the other entries this page says nothing: whether they are whole, and whether each decision is the right one, the command line says (referent audit verify with this folder and your trust.json), or this page, if you choose the folder below.',
  failed: (index) =>
    index === null
      ? 'NOT verified: the log is not what it should be.'
      : `NOT verified: entry ${String(index)} is not what the log says it is.`,
  unpinned:
    'UNPINNED: no trust.json was given, so this page cannot say who wrote the log, and has verified nothing.',
  faults: {
    excerpt: 'The excerpt of the log in this page is garbled.',
    checkpoint: 'The checkpoint is not written as one.',
    drawn: 'The page shows another entry than the one that the root drew.',
    header: 'An entry is not written as one.',
    body: 'What an entry says is not what its header commits to.',
    malformed: 'A proof is not written as one.',
    origin: 'A proof leads to another log.',
    'log-signature': 'The checkpoint is not signed by the log.',
    quorum: 'Too few witnesses have cosigned the log.',
    'not-included': 'An entry is not in the log.',
  },
};

const french: Words = {
  part: ({ entries, size, witnesses }) =>
    `Vérifié en partie : le journal de ${String(size)} entrées est signé, ${witnesses.join(', ')} l’ont contresigné, et ${String(entries)} entrées tirées au sort par sa propre racine s’y trouvent, inchangées.`,
  rest: 'Le journal est trop grand pour une page. Des autres entrées, cette page ne dit rien : si elles sont intactes et si chaque décision est la bonne, c’est la ligne de commande qui le dit (referent audit verify avec ce dossier et votre trust.json), ou cette page, si vous choisissez le dossier ci-dessous.',
  failed: (index) =>
    index === null
      ? 'NON vérifié : le journal n’est pas ce qu’il devrait être.'
      : `NON vérifié : l’entrée ${String(index)} n’est pas ce que dit le journal.`,
  unpinned:
    'CLÉS NON ÉPINGLÉES : aucun trust.json n’a été donné, cette page ne peut donc dire qui a écrit le journal, et n’a rien vérifié.',
  faults: {
    excerpt: 'L’extrait du journal dans cette page est illisible.',
    checkpoint: 'Le point de contrôle n’est pas écrit comme il doit l’être.',
    drawn: 'La page montre une autre entrée que celle que la racine a tirée au sort.',
    header: 'Une entrée n’est pas écrite comme elle doit l’être.',
    body: 'Ce que dit une entrée n’est pas ce à quoi son en-tête l’engage.',
    malformed: 'Une preuve n’est pas écrite comme elle doit l’être.',
    origin: 'Une preuve mène à un autre journal.',
    'log-signature': 'Le point de contrôle n’est pas signé par le journal.',
    quorum: 'Trop peu de témoins ont contresigné le journal.',
    'not-included': 'Une entrée n’est pas dans le journal.',
  },
};

/** What an excerpt proves, as the content of a page: never more than it does. */
export function excerptSection(report: ExcerptReport, language: Language): string {
  const words = language === 'fr' ? french : english;
  const { verdict, fault, index } = report;
  const verdicts = {
    part: words.part(report),
    unpinned: words.unpinned,
    'not-verified': words.failed(index),
  };
  return `
<p class="verdict ${verdict}" role="status">${escaped(verdicts[verdict])}</p>
${fault === null ? '' : `<p>${escaped(words.faults[fault])}</p>`}
<p>${escaped(words.rest)}</p>`;
}
