/** A place in the console: what stands in the address bar. */
export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

export type Place =
  | { readonly page: 'home' }
  | { readonly page: 'customer-360'; readonly id: string | undefined }
  | { readonly page: 'order-status'; readonly number: string | undefined }
  | { readonly page: 'collections'; readonly entity: string | undefined }
  | { readonly page: 'pipeline-board' }
  | { readonly page: 'map' }
  | { readonly page: 'field'; readonly coordinate: string }
  | { readonly page: 'unknown' };

/** Which page an address names. Whatever stands in it is text, and is shown as nothing else. */
export function placeOf(path: string): Place {
  const [area = '', name = '', rest] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  if (area === '') return { page: 'home' };
  if (area === 'screens') return screenOf(name, rest);
  if (area === 'map' && name === '') return { page: 'map' };
  if (area === 'map' && name === 'fields' && rest !== undefined) {
    return { page: 'field', coordinate: rest };
  }
  return { page: 'unknown' };
}

function screenOf(name: string, subject: string | undefined): Place {
  switch (name) {
    case 'customer-360':
      return { page: name, id: subject };
    case 'order-status':
      return { page: name, number: subject };
    case 'collections':
      return { page: name, entity: subject };
    case 'pipeline-board':
      return { page: name };
    default:
      return { page: 'unknown' };
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not an encoded text: taken as it stands.
    return part;
  }
}

export const screenPath = (name: string, subject?: string): string =>
  `/screens/${name}${subject === undefined ? '' : `/${encodeURIComponent(subject)}`}`;

export const fieldPath = (coordinate: string): string =>
  `/map/fields/${encodeURIComponent(coordinate)}`;

/** A path with a query; empty values are left out. */
export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
