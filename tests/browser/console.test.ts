import { describe } from '@jest/globals';
import { accessibility } from './pages/accessibility.ts';
import { collectionsPage } from './pages/collectionsPage.ts';
import { customerPages } from './pages/customerPages.ts';
import { logPages } from './pages/logPages.ts';
import { mapPages } from './pages/mapPages.ts';
import { consoleStack } from './support/consoleStack.ts';

const stack = consoleStack();

describe('customer 360', () => {
  customerPages(stack);
});
describe('the ownership map', () => {
  mapPages(stack);
});
describe('collections', () => {
  collectionsPage(stack);
});
describe('the audit log', () => {
  logPages(stack);
});
describe('for everybody', () => {
  accessibility(stack);
});
