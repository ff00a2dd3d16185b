import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [
  "@key", "@requires", "@external", "@provides", "@shareable", "@interfaceObject", "@override", "@inaccessible"
])\n`;

/** Composes subgraphs of any name; each gets the federation link. Throws with composition's words. */
export function composeSupergraph(subgraphs: Readonly<Record<string, string>>): string {
  const composed = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(link + sdl),
    })),
  );
  if (composed.supergraphSdl === undefined) {
    throw new TypeError(composed.errors.map(({ message }) => message).join('\n'));
  }
  return composed.supergraphSdl;
}
