import { fromBase64, textOf } from '../core/bytes.ts';
import type { LogFiles } from '../core/crypto.ts';
import { verifyExcerpt } from '../core/excerpt.ts';
import { excerptSection } from '../core/report/excerpt.ts';
import { reportSection } from '../core/report/page.ts';
import type { Language } from '../core/report/text.ts';
import { parseTrust } from '../core/trust.ts';
import { verify } from '../core/verify.ts';
import { NoSignatures, webCrypto } from '../core/webCrypto.ts';

/*
 * The part of the evidence page that runs in the browser. It opens from disk and asks nobody: the log
 * stands in the page, and may be chosen from the folder beside it as well.
 */

interface Element {
  innerHTML: string;
  textContent: string | null;
  hidden: boolean;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly addEventListener: (event: string, listener: () => void) => void;
  readonly files?: Iterable<ChosenFile> | null;
}

interface ChosenFile {
  readonly name: string;
  readonly size: number;
  readonly webkitRelativePath: string;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

declare const document: {
  readonly documentElement: { lang: string };
  readonly getElementById: (id: string) => Element | null;
  readonly querySelectorAll: (selector: string) => Iterable<Element>;
};

const says = {
  en: {
    working: 'Verifying…',
    noSignatures:
      'NOT verified: this browser cannot check Ed25519 signatures. Open the page in a newer one, or run the verifier.',
    failed: 'NOT verified: the verification ended early.',
  },
  fr: {
    working: 'Vérification en cours…',
    noSignatures:
      'NON vérifié : ce navigateur ne sait pas contrôler les signatures Ed25519. Ouvrez la page dans un navigateur plus récent, ou lancez le vérificateur.',
    failed: 'NON vérifié : la vérification s’est interrompue.',
  },
} as const;

let language: Language = document.documentElement.lang === 'fr' ? 'fr' : 'en';
/** Undefined while the page shows the excerpt that it holds in place of the log. */
let shown: LogFiles | undefined = textOfBlock('excerpt') === undefined ? embedded() : undefined;

function embedded(): LogFiles {
  const files = new Map<string, Uint8Array>();
  for (const { dataset, textContent } of document.querySelectorAll('script[data-path]')) {
    const bytes = fromBase64((textContent ?? '').trim());
    if (dataset.path !== undefined && bytes !== undefined) files.set(dataset.path, bytes);
  }
  return {
    list: () => Promise.resolve([...files].map(([path, bytes]) => ({ path, bytes: bytes.length }))),
    read: (path) => Promise.resolve(files.get(path)),
  };
}

/** The chosen folder: a log, or evidence that has one as log/. */
function chosen(list: Iterable<ChosenFile>): LogFiles {
  const all = [...list].map((file) => ({
    file,
    path: file.webkitRelativePath.split('/').slice(1).join('/'),
  }));
  const isEvidence = all.some(({ path }) => path === 'log/checkpoint');
  const prefix = isEvidence ? 'log/' : '';
  const files = new Map(
    all
      .filter(({ path }) => path.startsWith(prefix))
      .map(({ path, file }) => [path.slice(prefix.length), file]),
  );
  return {
    list: () => Promise.resolve([...files].map(([path, { size }]) => ({ path, bytes: size }))),
    read: async (path) => {
      const file = files.get(path);
      return file === undefined ? undefined : new Uint8Array(await file.arrayBuffer());
    },
  };
}

function textOfBlock(id: string): string | undefined {
  const bytes = fromBase64((document.getElementById(id)?.textContent ?? '').trim());
  return bytes === undefined || bytes.length === 0 ? undefined : textOf(bytes);
}

async function show(): Promise<void> {
  const place = document.getElementById('report');
  if (place === null) return;
  const words = says[language];
  place.textContent = words.working;
  try {
    const crypto = await webCrypto(globalThis.crypto.subtle);
    const text = textOfBlock('trust');
    const trust = text === undefined ? undefined : parseTrust(crypto, text);
    if (shown === undefined) {
      const excerpt = await verifyExcerpt({ crypto, trust, text: textOfBlock('excerpt') ?? '' });
      place.innerHTML = excerptSection(excerpt, language);
      return;
    }
    const [seed = 0] = globalThis.crypto.getRandomValues(new Uint32Array(1));
    const report = await verify({ crypto, trust, seed, files: shown });
    place.innerHTML = reportSection(report, language);
  } catch (error) {
    place.textContent = error instanceof NoSignatures ? words.noSignatures : words.failed;
  }
}

function speak(chosenLanguage: Language): void {
  language = chosenLanguage;
  document.documentElement.lang = language;
  for (const part of document.querySelectorAll('[data-language]')) {
    part.hidden = part.dataset.language !== language;
  }
  void show();
}

for (const button of document.querySelectorAll('button[data-speak]')) {
  button.addEventListener('click', () => {
    speak(button.dataset.speak === 'fr' ? 'fr' : 'en');
  });
}

const folder = document.getElementById('folder');
folder?.addEventListener('change', () => {
  if (folder.files == null) return;
  shown = chosen(folder.files);
  void show();
});

speak(language);
