import { AppError, toAppError } from '../../lib/errors/appError.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import { answerOpenly } from '../answer/answerOpenly.ts';
import { answerText, type AnswerText } from '../answer/assemble.ts';
import { refusalAmong, scopeOf, type Answering, type Ask } from '../answering.ts';
import { runProgram, type Outcome } from '../execute/compiled/execution.ts';
import { readStoreError } from '../execute/storeSource.ts';
import type { AskedFields } from './asked.ts';
import type { Opened } from './gate.ts';

/** A refusal that the log knows already, by the end of its intent. */
export class RecordedRefusal extends AppError {}

/**
 * A response that may hold values of persons or parties: its intent is written while the stores work,
 * its release when their answers are in; the text is put together while both become durable.
 */
export async function answerGated(
  answering: Answering,
  ask: Ask,
  asked: AskedFields,
): Promise<AnswerText> {
  const { caller, context, served, rights, template } = ask;
  const { requestId, wantsSources } = context;
  const opened = answering.gate.open({
    ...{ requestId, asked, caller },
    texts: answering.records.textsOf(template, served, rights),
    subjectsMax: served.subjectsMax,
  });
  if (opened === undefined) return answerUnlogged(answering, ask);
  let outcome: Outcome;
  try {
    outcome = await run(answering, ask, opened);
  } catch (error) {
    const failure = toAppError(error);
    opened.deny(failure.code);
    throw failure.code === 'INTERNAL' ? failure : recorded(failure.code);
  }
  const verdict = await opened.verdict();
  if (verdict.released) {
    return answerText(outcome, template, { entryId: verdict.entryId, wantsSources });
  }
  const held = outcome.withholding(verdict.code, opened.holdsSubjects());
  return answerText(held, template, { entryId: requestId, wantsSources });
}

/**
 * The log is far behind: what it must tell of is not asked for, and what is nobody's goes on. A command
 * is refused, since what it does must be told of too.
 */
async function answerUnlogged(answering: Answering, ask: Ask): Promise<AnswerText> {
  const { served, rights, variables, caller } = ask;
  if (served.isMutation) throw new AppError('AUDIT_UNAVAILABLE');
  const { lock, compiler } = ask.ruling.law;
  const { template, programs } = compiler.compileUnlogged(served, rights, variables);
  const program = await programs.under(variables);
  // Keys of persons and parties lead to what is left: then nothing can be asked.
  if (answering.records.askedBy(program, served, rights, lock).owesReceipts) {
    throw new AppError('AUDIT_UNAVAILABLE');
  }
  const about = answering.records.aboutOf(served, rights);
  answering.gate.deny({ actor: caller, about, code: 'AUDIT_UNAVAILABLE' });
  return answerOpenly(answering, { ...ask, template, program });
}

const recorded = (code: ErrorCode): AppError => new RecordedRefusal(code);

async function run(answering: Answering, ask: Ask, opened: Opened): Promise<Outcome> {
  const { program, variables, context } = ask;
  const scope = scopeOf(answering, ask, context.requestId);
  return runProgram(program, {
    variables,
    readError: readStoreError,
    ask: async (question) => opened.take(question, await answering.askStore(question, scope)),
    onAnswers: (failures) => {
      const refusal = refusalAmong(failures);
      if (refusal !== undefined) throw new AppError(refusal);
      if (context.client.isGone) throw new AppError('CLIENT_GONE');
      if (!answering.laws.holds(ask.ruling, ask)) throw new AppError('RESTRICTED');
      opened.release();
    },
  });
}
