import type { GraphQLSchema } from 'graphql';
import { coordinatesOf } from '../../policies/coordinates.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import type { AnswerTemplate } from '../answer/compiledAnswer.ts';
import type { CallerRights } from '../documents/compileDocument.ts';
import type { ServedDocument } from '../documents/servedDocument.ts';
import type { Program } from '../execute/compiled/program.ts';
import { askedFields, type AskedFields } from './asked.ts';
import { decisionTexts, type About, type DecisionTexts, type InForce } from './texts.ts';

/** What entries say of documents, made when it is first needed and kept with what it is made of. */
export interface DocumentRecords {
  readonly aboutOf: (served: ServedDocument, rights: CallerRights) => About;
  readonly textsOf: (
    template: AnswerTemplate,
    served: ServedDocument,
    rights: CallerRights,
  ) => DecisionTexts;
  /** `lock`: what the document was masked by. */
  readonly askedBy: (
    program: Program,
    served: ServedDocument,
    rights: CallerRights,
    lock: PolicyLock,
  ) => AskedFields;
  /** It asks governance, whose readers are the administration: policy, log and controls. */
  readonly isAdministrative: (served: ServedDocument) => boolean;
}

export function createDocumentRecords(
  lock: PolicyLock,
  fullSchema: GraphQLSchema,
  inForce: InForce,
): DocumentRecords {
  const texts = new WeakMap<AnswerTemplate, DecisionTexts>();
  const asked = new WeakMap<Program, AskedFields>();
  const administrative = new WeakMap<ServedDocument, boolean>();
  const aboutOf: DocumentRecords['aboutOf'] = ({ name, hash, purpose }, { roles, region }) => ({
    ...{ screen: name, document: hash, purpose, roles, region },
    basis: lock.purposes[purpose]?.legalBasis ?? null,
  });
  return {
    aboutOf,
    // A template and a program are of one document, one set of roles and one region.
    textsOf: (template, served, rights) => {
      const known = texts.get(template);
      if (known !== undefined) return known;
      const fresh = decisionTexts(aboutOf(served, rights), inForce);
      texts.set(template, fresh);
      return fresh;
    },
    askedBy: (program, { purpose }, rights, masking) => {
      const known = asked.get(program);
      if (known !== undefined) return known;
      const { roles, region } = rights;
      const fresh = askedFields(program, { lock: masking, fullSchema, purpose, roles, region });
      asked.set(program, fresh);
      return fresh;
    },
    isAdministrative: (served) => {
      const known = administrative.get(served);
      if (known !== undefined) return known;
      const { fields } = coordinatesOf(fullSchema, served.document);
      const fresh = fields.some(
        (field) => field.startsWith('Query.') && lock.fields[field]?.store === 'governance',
      );
      administrative.set(served, fresh);
      return fresh;
    },
  };
}

/** Of a caller whose request named no document yet. */
export const aboutNobody = ({ region }: { readonly region: string }): About => ({
  ...{ screen: null, document: null, purpose: null, basis: null },
  ...{ roles: [], region },
});
