// The checks of this deployment: the example shop, until you write your own here.
export { default } from '../examples/shop/checks.ts';
