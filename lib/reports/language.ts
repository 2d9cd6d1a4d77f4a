import type { Language } from './definition';
import type { Words } from './words';
import { GERMAN } from './words-de';
import { ENGLISH } from './words-en';

const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, de: GERMAN };
export const wordsOf = (language: Language): Words => WORDS[language];
