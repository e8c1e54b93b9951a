/** Which of the core's builds an engine can run. */
import type { Build } from './wasm-reader-core.js';

/** A module with one function of type () -> v128: `i32.const 0; i8x16.splat; i8x16.popcnt`. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // magic, version
  ...[1, 5, 1, 96, 0, 1, 123], // type section: one function () -> v128
  ...[3, 2, 1, 0], // function section: one function of type 0
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11], // code section
);

/** `simd` where the engine validates vector instructions, else `scalar`. */
export function detectBuild(): Build {
  return WebAssembly.validate(SIMD_MODULE) ? 'simd' : 'scalar';
}
