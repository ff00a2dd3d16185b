import process from 'node:process';
import { runStore } from '../host/runStore.ts';
import { customerPii } from './store.ts';

await runStore(customerPii, process);
