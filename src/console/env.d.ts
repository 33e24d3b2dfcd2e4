/** For tools that do not read single-file components themselves (the linter's type service); vue-tsc sees the real ones. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent;
  export default component;
}
