import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { en, type WordKey, type Words } from './en.ts';
import { fill, formatDate, formatDecimal, formatMoney, type MoneyValue } from './format.ts';
import { fr } from './fr.ts';
import { values, type ShownValue } from './values.ts';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

const dictionaries: Readonly<Record<Language, Words>> = { en, fr };
const kept = 'referent.language';

/** Says and formats everything in one language. */
export interface Speech {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  readonly say: (key: WordKey, given?: Readonly<Record<string, string | number>>) => string;
  readonly value: (value: ShownValue | null | undefined) => string | null;
  readonly money: (value: MoneyValue | null | undefined) => string | null;
  readonly date: (text: string | null | undefined) => string | null;
  readonly decimal: (text: string | number | null | undefined) => string | null;
  readonly yesNo: (value: boolean | null | undefined) => string | null;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

export function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (speech === undefined) throw new TypeError('there is no language above this component');
  return speech;
}

function firstLanguage(): Language {
  const wanted = localStorage.getItem(kept) ?? navigator.language;
  return wanted.startsWith('fr') ? 'fr' : 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speech = useMemo(() => speechOf(language, setLanguage), [language]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

function speechOf(language: Language, set: (language: Language) => void): Speech {
  const say: Speech['say'] = (key, given = {}) => fill(dictionaries[language][key], given);
  const each =
    <Given,>(format: (given: Given) => string) =>
    (given: Given | null | undefined): string | null =>
      given == null ? null : format(given);
  return {
    language,
    say,
    choose: (chosen) => {
      localStorage.setItem(kept, chosen);
      set(chosen);
    },
    value: each((value) => valueWords(value, language)),
    money: each((value) => formatMoney(value, language)),
    date: each((text) => formatDate(text, language)),
    decimal: each((text) => formatDecimal(String(text), language)),
    yesNo: each((value) => say(value ? 'yes' : 'no')),
  };
}

/** A gateway newer than this page may know a value that has no words yet. */
function valueWords(value: ShownValue, language: Language): string {
  const words: Readonly<Record<string, readonly [string, string]>> = values;
  return words[value]?.[language === 'fr' ? 1 : 0] ?? value.toLowerCase().replaceAll('_', ' ');
}
