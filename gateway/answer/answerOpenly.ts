import { AppError } from '../../lib/errors/appError.ts';
import { refusalAmong, scopeOf, type Answering, type Ask } from '../answering.ts';
import { runProgram } from '../execute/compiled/execution.ts';
import { readStoreError } from '../execute/storeSource.ts';
import { answerText, type AnswerText } from './assemble.ts';

/** Nothing of it is a value of a person or party: it needs no entry. */
export async function answerOpenly(answering: Answering, ask: Ask): Promise<AnswerText> {
  const { program, template, variables, context } = ask;
  const scope = scopeOf(answering, ask, answering.newId());
  const outcome = await runProgram(program, {
    variables,
    readError: readStoreError,
    ask: (question) => answering.askStore(question, scope),
  });
  const refusal = refusalAmong(outcome.failures);
  if (refusal !== undefined) throw new AppError(refusal);
  const { requestId: entryId, wantsSources } = context;
  return answerText(outcome, template, { entryId, wantsSources });
}
