import { isList, isObject, isText, isTexts, own, type JsonObject } from './json.ts';

/** Subject references by store, each list sorted. */
export function refsIn(subject: JsonObject): ReadonlyMap<string, readonly string[]> | undefined {
  const list = own(subject, 'subjects');
  if (!isList(list)) return undefined;
  const refs = new Map<string, readonly string[]>();
  for (const item of list) {
    const [store, ofStore] = isObject(item) ? [item.store, item.refs] : [];
    if (!isText(store) || !isTexts(ofStore) || refs.has(store)) return undefined;
    refs.set(store, ofStore);
  }
  return refs;
}
