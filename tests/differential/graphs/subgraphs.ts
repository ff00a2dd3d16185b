import type { SubgraphSdl } from '../world/federation.ts';

const imported = [
  ...['@key', '@shareable', '@external', '@requires', '@provides', '@override'],
  ...['@inaccessible', '@interfaceObject'],
];

const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ${JSON.stringify(imported)})`;

/** Subgraphs by name, each with the federation directives in reach. */
export const subgraphsOf = (sdl: Readonly<Record<string, string>>): readonly SubgraphSdl[] =>
  Object.entries(sdl).map(([name, text]) => ({ name, sdl: `${head}\n${text}` }));
