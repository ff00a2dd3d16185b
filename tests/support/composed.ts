import { createRequire } from 'node:module';
import { parse } from 'graphql';
import { onceARun } from './runFolder.ts';

export interface Service {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** The supergraph of these subgraphs, composed once a run. Throws with composition's words. */
export const composedOnce = (services: readonly Service[]): string =>
  onceARun('composed', services, () => compose(services));

/** Composition takes longer to load than most suites to run, and most find its work done. */
function compose(services: readonly Service[]): string {
  const { composeServices } = createRequire(import.meta.url)(
    '@apollo/composition',
  ) as typeof import('@apollo/composition');
  const composed = composeServices(
    services.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (composed.supergraphSdl === undefined) {
    throw new TypeError(composed.errors.map(({ message }) => message).join('\n'));
  }
  return composed.supergraphSdl;
}

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [
  "@key", "@requires", "@external", "@provides", "@shareable", "@interfaceObject", "@override", "@inaccessible"
])\n`;

/** Composes subgraphs of any name; each gets the federation link. Throws with composition's words. */
export const composeSupergraph = (subgraphs: Readonly<Record<string, string>>): string =>
  composedOnce(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      ...{ name, url: `http://${name}.invalid`, sdl: link + sdl },
    })),
  );
