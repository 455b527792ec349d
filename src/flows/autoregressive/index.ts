export {
  type AutoregressiveOptions,
  autoregressive,
  type ConditionerName,
  conditionerNames,
} from './autoregressive.js';
