import {
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { PolicyLock } from '../../policies/lock.ts';
import type { Screen } from '../../policies/screen.ts';
import { operationOf } from './parseText.ts';
import { sensitiveInputs, type SensitiveInputs } from './sensitiveInputs.ts';

/** A document that may be answered: registered, or sent as text in development. */
export interface ServedDocument {
  readonly name: string;
  readonly kind: 'screen' | 'command' | 'ad-hoc';
  /** SHA-256 (hex) of the document's bytes. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly isMutation: boolean;
  readonly purpose: string;
  /** Roles that the screen and its purpose both know. */
  readonly roles: readonly string[];
  readonly subjectsMax: number;
  readonly onDenied: 'WITHHOLD' | 'REFUSE';
  readonly sensitive: SensitiveInputs;
}

export function servedScreen(
  lock: PolicyLock,
  schema: GraphQLSchema,
  screen: Screen,
): ServedDocument {
  const operation = operationOf(screen.document);
  const ofPurpose = lock.purposes[screen.purpose]?.roles ?? [];
  return {
    name: screen.name,
    kind: screen.kind,
    hash: screen.hash,
    document: screen.document,
    operation,
    isMutation: operation.operation === OperationTypeNode.MUTATION,
    purpose: screen.purpose,
    roles: screen.roles.filter((role) => ofPurpose.includes(role)),
    subjectsMax: screen.subjectsMax,
    onDenied: screen.onDenied,
    sensitive: sensitiveInputs(lock, schema, screen.document),
  };
}
