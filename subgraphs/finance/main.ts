import process from 'node:process';
import { runStore } from '../host/runStore.ts';
import { finance } from './store.ts';

await runStore(finance, process);
