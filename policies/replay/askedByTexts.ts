import { apiSchemaOf } from '../apiSchema.ts';
import { coordinatesOf, type UsedCoordinates } from '../coordinates.ts';
import { parseScreen } from '../screen.ts';

/** What documents ask for in a graph, by the hash of their text; each is read when it is asked about. */
export function askedByTexts(
  supergraph: string,
  texts: readonly string[],
): (document: string) => UsedCoordinates | undefined {
  const schema = apiSchemaOf(supergraph);
  const screens = new Map(texts.map((text) => [parseScreen(text).hash, text]));
  const asked = new Map<string, UsedCoordinates>();
  return (document) => {
    const known = asked.get(document);
    const text = screens.get(document);
    if (known !== undefined || text === undefined) return known;
    const used = coordinatesOf(schema, parseScreen(text).document);
    asked.set(document, used);
    return used;
  };
}
