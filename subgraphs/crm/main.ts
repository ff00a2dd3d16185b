import process from 'node:process';
import { runStore } from '../host/runStore.ts';
import { crm } from './store.ts';

await runStore(crm, process);
