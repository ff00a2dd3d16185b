import {
  auditLog,
  collections,
  customer360,
  orderStatus,
  pipelineBoard,
  policyMap,
} from '../../client/documents.generated.ts';
import { screenPath } from '../router/address.ts';
import type { WordKey } from '../words/en.ts';

/** A page of the console; it asks a registered document, which says for whom it is. */
export interface PageEntry {
  readonly path: string;
  readonly title: WordKey;
  readonly text: WordKey;
  readonly purpose: string;
  readonly roles: readonly string[];
}

export const pages: readonly PageEntry[] = [
  entry(customer360, 'customer360', 'customer360Text'),
  entry(orderStatus, 'orderStatus', 'orderStatusText'),
  entry(collections, 'collections', 'collectionsText'),
  entry(pipelineBoard, 'pipelineBoard', 'pipelineBoardText'),
  { ...entry(policyMap, 'map', 'mapText'), path: '/map' },
  { ...entry(auditLog, 'log', 'logText'), path: '/audit' },
];

function entry(
  document: { readonly name: string; readonly purpose: string; readonly roles: readonly string[] },
  title: WordKey,
  text: WordKey,
): PageEntry {
  const { purpose, roles } = document;
  return { path: screenPath(document.name), title, text, purpose, roles };
}

export const pagesFor = (roles: readonly string[]): readonly PageEntry[] =>
  pages.filter((page) => page.roles.some((role) => roles.includes(role)));
