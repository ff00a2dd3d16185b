import process from 'node:process';
import { runStore } from '../host/runStore.ts';
import { supplyChain } from './store.ts';

await runStore(supplyChain, process);
