import { ownGraph } from './graphs/all.ts';
import { asOneSchema, describeGraph, wellFormed } from './suite.ts';

describeGraph(ownGraph(), [
  { ...asOneSchema, count: 300 },
  { ...wellFormed, count: 150 },
]);
