/**
 * exp, log and erf for the kernels, so that the same input gives the same bits in every engine (their
 * own differ). Reductions and coefficients of FDLIBM 5.3 (Sun Microsystems 1993: e_exp.c, e_log.c,
 * s_erf.c); errors below 1 ulp. No fused operations: the order written is the order computed.
 */

const LN2_HIGH: f64 = 6.9314718036912381649e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const INVERSE_LN2: f64 = 1.442695040888963387;

/** 2^k for -1022 <= k <= 1023. */
function powerOfTwo(k: i64): f64 {
  return reinterpret<f64>((k + 1023) << 52);
}

/** e^x; 0 below -700, and the largest argument is 700 (more is taken as 700). */
export function exp(x: f64): f64 {
  if (x < -700.0) return 0.0;
  if (x > 700.0) x = 700.0;
  const k = floor<f64>(INVERSE_LN2 * x + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const p =
    z *
    (1.66666666666666019037e-1 +
      z *
        (-2.77777777770155933842e-3 +
          z * (6.61375632143793436117e-5 + z * (-1.6533902205465251539e-6 + z * 4.13813679705723846039e-8))));
  const c = r - p;
  const y = 1.0 + ((r * c) / (2.0 - c) - low + high);
  return y * powerOfTwo(<i64>k);
}

/** Natural logarithm of a normal number above 0. */
export function log(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  // Exponent such that what remains lies in [sqrt(1/2), sqrt(2)), to 20 bits.
  const top = <i32>(bits >> 32) + (0x3ff00000 - 0x3fe6a09e);
  const k = <f64>((top >> 20) - 1023);
  const m = reinterpret<f64>(((<u64>((top & 0xfffff) + 0x3fe6a09e)) << 32) | (bits & 0xffffffff));
  const f = m - 1.0;
  const half = 0.5 * f * f;
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

/** The error function. */
export function erf(x: f64): f64 {
  const size = abs<f64>(x);
  if (size < 0.84375) return x + x * nearZero(x * x);
  const value = size < 1.25 ? nearOne(size - 1.0) : size < 6.0 ? 1.0 - tail(size) : 1.0;
  return x < 0.0 ? -value : value;
}

/** (erf(x) - x) / x at z = x², |x| < 0.84375. */
function nearZero(z: f64): f64 {
  const p =
    1.28379167095512558561e-1 +
    z *
      (-3.2504210724700149937e-1 +
        z * (-2.84817495755985104766e-2 + z * (-5.77027029648944159157e-3 + z * -2.37630166566501626084e-5)));
  const q =
    1.0 +
    z *
      (3.97917223959155352819e-1 +
        z *
          (6.50222499887672944485e-2 +
            z * (5.08130628187576562776e-3 + z * (1.32494738004321644526e-4 + z * -3.9602282787753681232e-6))));
  return p / q;
}

/** erf(1 + s), 0.84375 <= 1 + s < 1.25. */
function nearOne(s: f64): f64 {
  const p =
    -2.36211856075265944077e-3 +
    s *
      (4.14856118683748331666e-1 +
        s *
          (-3.72207876035701323847e-1 +
            s *
              (3.18346619901161753674e-1 +
                s * (-1.10894694282396677476e-1 + s * (3.54783043256182359371e-2 + s * -2.166375594868790843e-3)))));
  const q =
    1.0 +
    s *
      (1.06420880400844228286e-1 +
        s *
          (5.40397917702171048937e-1 +
            s *
              (7.18286544141962662868e-2 +
                s * (1.26171219808761642112e-1 + s * (1.36370839120290507362e-2 + s * 1.1984499846799107417e-2)))));
  return 8.45062911510467529297e-1 + p / q;
}

/** erfc(x) for 1.25 <= x < 6. */
function tail(x: f64): f64 {
  const s = 1.0 / (x * x);
  const ratio = x < 2.857142857142857 ? tailNear(s) : tailFar(s);
  // x² in two parts: the upper half of x's bits squares exactly.
  const z = reinterpret<f64>(reinterpret<u64>(x) & 0xffffffff00000000);
  return (exp(-z * z - 0.5625) * exp((z - x) * (z + x) + ratio)) / x;
}

function tailNear(s: f64): f64 {
  const p =
    -9.86494403484714822705e-3 +
    s *
      (-6.93858572707181764372e-1 +
        s *
          (-1.05586262253232909814e1 +
            s *
              (-6.23753324503260060396e1 +
                s *
                  (-1.62396669462573470355e2 +
                    s * (-1.84605092906711035994e2 + s * (-8.12874355063065934246e1 + s * -9.81432934416914548592))))));
  const q =
    1.0 +
    s *
      (1.96512716674392571292e1 +
        s *
          (1.376577541435190426e2 +
            s *
              (4.34565877475229228821e2 +
                s *
                  (6.45387271733267880336e2 +
                    s *
                      (4.29008140027567833386e2 +
                        s *
                          (1.08635005541779435134e2 +
                            s * (6.57024977031928170135 + s * -6.04244152148580987438e-2)))))));
  return p / q;
}

function tailFar(s: f64): f64 {
  const p =
    -9.86494292470009928597e-3 +
    s *
      (-7.99283237680523006574e-1 +
        s *
          (-1.77579549177547519889e1 +
            s *
              (-1.60636384855821916062e2 +
                s * (-6.37566443368389627722e2 + s * (-1.02509513161107724954e3 + s * -4.83519191608651397019e2)))));
  const q =
    1.0 +
    s *
      (3.0338060743482458292e1 +
        s *
          (3.25792512996573918826e2 +
            s *
              (1.53672958608443695994e3 +
                s *
                  (3.1998582195085955391e3 +
                    s * (2.55305040643316442583e3 + s * (4.74528541206955367215e2 + s * -2.24409524465858183362e1))))));
  return p / q;
}
