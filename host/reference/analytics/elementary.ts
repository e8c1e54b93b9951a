/**
 * exp, log and erf with the bits of the core's: the same reductions and coefficients (FDLIBM 5.3, Sun
 * Microsystems 1993), polynomials by Horner's rule from tables, highest power first.
 */

const bits = new DataView(new ArrayBuffer(8));

function upperHalf(x: number): number {
  bits.setFloat64(0, x);
  return bits.getInt32(0);
}

function fromHalves(upper: number, lower: number): number {
  bits.setInt32(0, upper);
  bits.setUint32(4, lower);
  return bits.getFloat64(0);
}

/** Coefficients from the highest power down to the constant. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = coefficients[i]! + x * sum;
  return sum;
}

const LN2 = [0.6931471803691238, 1.9082149292705877e-10] as const;

const EXP = [
  4.1381367970572385e-8, -0.0000016533902205465252, 0.00006613756321437934, -0.0027777777777015593, 0.16666666666666602,
];

export function exp(x: number): number {
  if (x < -700) return 0;
  const bounded = Math.min(x, 700);
  const power = Math.floor(bounded * Math.LOG2E + 0.5);
  const main = bounded - power * LN2[0];
  const correction = power * LN2[1];
  const rest = main - correction;
  const square = rest * rest;
  const c = rest - square * polynomial(EXP, square);
  return (1 + ((rest * c) / (2 - c) - correction + main)) * fromHalves((power + 1023) << 20, 0);
}

const LOG_EVEN = [0.15313837699209373, 0.22222198432149784, 0.3999999999940942];
const LOG_ODD = [0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735];
/** Upper halves of 1 and of sqrt(1/2). */
const ONE = 0x3ff00000;
const ROOT = 0x3fe6a09e;

export function log(x: number): number {
  const upper = upperHalf(x) + (ONE - ROOT);
  const lower = bits.getUint32(4);
  const power = (upper >> 20) - 1023;
  const f = fromHalves((upper & 0xfffff) + ROOT, lower) - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const series = z * polynomial(LOG_ODD, w) + w * polynomial(LOG_EVEN, w);
  return s * (half + series) + power * LN2[1] - half + f + power * LN2[0];
}

const NEAR_ZERO = {
  over: [
    -0.000023763016656650163, -0.005770270296489442, -0.02848174957559851, -0.3250421072470015, 0.12837916709551256,
  ],
  under: [
    -0.000003960228278775368, 0.00013249473800432164, 0.005081306281875766, 0.0650222499887673, 0.39791722395915535,
    1.0,
  ],
};
const NEAR_ONE = {
  over: [
    -0.002166375594868791, 0.035478304325618236, -0.11089469428239668, 0.31834661990116175, -0.3722078760357013,
    0.41485611868374833, -0.0023621185607526594,
  ],
  under: [
    0.011984499846799107, 0.01363708391202905, 0.12617121980876164, 0.07182865441419627, 0.540397917702171,
    0.10642088040084423, 1.0,
  ],
};
const TAIL_NEAR = {
  over: [
    -9.814329344169145, -81.2874355063066, -184.60509290671104, -162.39666946257347, -62.375332450326006,
    -10.558626225323291, -0.6938585727071818, -0.009864944034847148,
  ],
  under: [
    -0.0604244152148581, 6.570249770319282, 108.63500554177944, 429.00814002756783, 645.3872717332679,
    434.56587747522923, 137.65775414351904, 19.651271667439257, 1.0,
  ],
};
const TAIL_FAR = {
  over: [
    -483.5191916086514, -1025.0951316110772, -637.5664433683896, -160.63638485582192, -17.757954917754752,
    -0.799283237680523, -0.0098649429247001,
  ],
  under: [
    -22.44095244658582, 474.52854120695537, 2553.0504064331644, 3199.8582195085955, 1536.729586084437,
    325.7925129965739, 30.33806074348246, 1.0,
  ],
};

interface Ratio {
  readonly over: readonly number[];
  readonly under: readonly number[];
}

function ratio({ over, under }: Ratio, x: number): number {
  return polynomial(over, x) / polynomial(under, x);
}

export function erf(x: number): number {
  if (Math.abs(x) < 0.84375) return x + x * ratio(NEAR_ZERO, x * x);
  return x < 0 ? -positiveErf(-x) : positiveErf(x);
}

function positiveErf(x: number): number {
  if (x < 1.25) return 0.8450629115104675 + ratio(NEAR_ONE, x - 1);
  if (x >= 6) return 1;
  const inverse = 1 / (x * x);
  const exponent = ratio(x < 2.857142857142857 ? TAIL_NEAR : TAIL_FAR, inverse);
  const rounded = fromHalves(upperHalf(x), 0);
  const product = exp(-rounded * rounded - 0.5625) * exp((rounded - x) * (rounded + x) + exponent);
  return 1 - product / x;
}
