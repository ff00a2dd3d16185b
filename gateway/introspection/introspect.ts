import { execute, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Caller } from '../../lib/bearer.ts';
import { AppError } from '../../lib/errors/appError.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import { visibleCoordinates } from '../../policies/visible.ts';
import { visibleSchema } from './visibleSchema.ts';

export interface Introspector {
  /** Answers from the caller's own part of the graph; no store is asked. */
  readonly introspect: (
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
    caller: Caller,
  ) => unknown;
}

const viewsMax = 100;

export function createIntrospector(lock: PolicyLock, schema: GraphQLSchema): Introspector {
  const views = new Map<string, GraphQLSchema>();
  const viewOf = ({ roles, region }: Caller): GraphQLSchema => {
    const key = [region, ...[...roles].sort()].join(' ');
    const known = views.get(key);
    if (known !== undefined) return known;
    if (views.size >= viewsMax) views.delete(views.keys().next().value ?? '');
    const view = visibleSchema(schema, visibleCoordinates(lock, roles, region));
    views.set(key, view);
    return view;
  };
  return {
    introspect: (document, variables, caller) => {
      const result = execute({ schema: viewOf(caller), document, variableValues: variables });
      if (result instanceof Promise) throw new TypeError('nothing here waits');
      if (result.errors !== undefined) throw new AppError('DOCUMENT_INVALID');
      return result.data;
    },
  };
}
