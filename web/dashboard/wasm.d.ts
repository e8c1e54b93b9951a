/** The address of a WASM file among the page's assets, as Vite gives it. */
declare module '*.wasm?url' {
  const url: string;
  export default url;
}

/** Vite puts it among the page's styles. */
declare module '*.css';
