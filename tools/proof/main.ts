import { createContext } from '../cli/context.ts';
import { runCommandLine } from '../cli/run.ts';
import { ordersProof } from './orders/command.ts';

const summary = 'Every order arrives once, however often CRM is killed.';

process.exitCode = await runCommandLine(process.argv.slice(2), createContext(process), [
  { name: 'proof:orders', summary, load: () => Promise.resolve({ command: ordersProof }) },
]);
