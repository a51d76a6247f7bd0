import { badInputTests } from './bad-input-tests.ts';
import { staffWorld } from './bad-input-world.ts';

badInputTests('office', staffWorld, 10_500);
