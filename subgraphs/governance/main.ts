import process from 'node:process';
import { runStore } from '../host/runStore.ts';
import { governance } from './store.ts';

await runStore(governance, process);
