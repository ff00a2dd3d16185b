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
  | OfficePlace;

export type OfficePlace =
  | { readonly page: 'map' }
  | { readonly page: 'field'; readonly coordinate: string }
  | { readonly page: 'log' }
  | { readonly page: 'entry'; readonly seq: number }
  | { readonly page: 'unknown' };

/** Which page an address names. Whatever stands in it is text, and is shown as nothing else. */
export function placeOf(path: string): Place {
  const [area = '', name = '', rest] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  switch (area) {
    case '':
      return { page: 'home' };
    case 'screens':
      return screenOf(name, rest);
    case 'map':
      return mapPlaceOf(name, rest);
    // Not below `/log/`, where the log's own files are.
    case 'audit':
      return logPlaceOf(name, rest);
    default:
      return { page: 'unknown' };
  }
}

function mapPlaceOf(name: string, coordinate: string | undefined): Place {
  if (name === '') return { page: 'map' };
  return name === 'fields' && coordinate !== undefined
    ? { page: 'field', coordinate }
    : { page: 'unknown' };
}

function logPlaceOf(name: string, seq: string | undefined): Place {
  if (name === '') return { page: 'log' };
  return name === 'entries' && seq !== undefined && /^(0|[1-9]\d{0,14})$/.test(seq)
    ? { page: 'entry', seq: Number(seq) }
    : { page: 'unknown' };
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
