;; Optimiser updates in one pass over flat float32 arrays, four numbers at a time.
;; All arrays start at multiples of 16 bytes; `bytes` is a multiple of 16.
(module
  (memory (import "host" "memory") 1)

  ;; Sum of squares of the gradients, in float64.
  (func (export "sumSquares") (param $g i32) (param $bytes i32) (result f64)
    (local $end i32) (local $x v128) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $g) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $g) (local.get $end)))
        (local.set $x (v128.load (local.get $g)))
        (local.set $low (f64x2.add (local.get $low)
          (f64x2.mul (f64x2.promote_low_f32x4 (local.get $x)) (f64x2.promote_low_f32x4 (local.get $x)))))
        (local.set $x (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $x) (local.get $x)))
        (local.set $high (f64x2.add (local.get $high)
          (f64x2.mul (f64x2.promote_low_f32x4 (local.get $x)) (f64x2.promote_low_f32x4 (local.get $x)))))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (br $next)))
    (local.set $low (f64x2.add (local.get $low) (local.get $high)))
    (f64.add (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))

  ;; m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  w = w - rate m / (sqrt(v) + epsilon), g scaled first.
  (func (export "adam")
    (param $w i32) (param $g i32) (param $m i32) (param $v i32) (param $bytes i32) (param $scale f32)
    (param $beta1 f32) (param $rest1 f32) (param $beta2 f32) (param $rest2 f32) (param $rate f32) (param $epsilon f32)
    (local $end i32) (local $x v128) (local $mean v128) (local $square v128)
    (local.set $end (i32.add (local.get $w) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $w) (local.get $end)))
        (local.set $x (f32x4.mul (v128.load (local.get $g)) (f32x4.splat (local.get $scale))))
        (local.set $mean (f32x4.add
          (f32x4.mul (v128.load (local.get $m)) (f32x4.splat (local.get $beta1)))
          (f32x4.mul (local.get $x) (f32x4.splat (local.get $rest1)))))
        (local.set $square (f32x4.add
          (f32x4.mul (v128.load (local.get $v)) (f32x4.splat (local.get $beta2)))
          (f32x4.mul (f32x4.mul (local.get $x) (local.get $x)) (f32x4.splat (local.get $rest2)))))
        (v128.store (local.get $m) (local.get $mean))
        (v128.store (local.get $v) (local.get $square))
        (v128.store (local.get $w) (f32x4.sub (v128.load (local.get $w))
          (f32x4.div (f32x4.mul (local.get $mean) (f32x4.splat (local.get $rate)))
            (f32x4.add (f32x4.sqrt (local.get $square)) (f32x4.splat (local.get $epsilon))))))
        (local.set $w (i32.add (local.get $w) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (br $next))))

  ;; s = decay s + (1 - decay) g^2;  v = momentum v + rate g / sqrt(s + epsilon);  w = w - v, g scaled first.
  (func (export "rmsprop")
    (param $w i32) (param $g i32) (param $s i32) (param $v i32) (param $bytes i32) (param $scale f32)
    (param $decay f32) (param $rest f32) (param $momentum f32) (param $rate f32) (param $epsilon f32)
    (local $end i32) (local $x v128) (local $square v128) (local $velocity v128)
    (local.set $end (i32.add (local.get $w) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $w) (local.get $end)))
        (local.set $x (f32x4.mul (v128.load (local.get $g)) (f32x4.splat (local.get $scale))))
        (local.set $square (f32x4.add
          (f32x4.mul (v128.load (local.get $s)) (f32x4.splat (local.get $decay)))
          (f32x4.mul (f32x4.mul (local.get $x) (local.get $x)) (f32x4.splat (local.get $rest)))))
        (local.set $velocity (f32x4.add
          (f32x4.mul (v128.load (local.get $v)) (f32x4.splat (local.get $momentum)))
          (f32x4.div (f32x4.mul (local.get $x) (f32x4.splat (local.get $rate)))
            (f32x4.sqrt (f32x4.add (local.get $square) (f32x4.splat (local.get $epsilon)))))))
        (v128.store (local.get $s) (local.get $square))
        (v128.store (local.get $v) (local.get $velocity))
        (v128.store (local.get $w) (f32x4.sub (v128.load (local.get $w)) (local.get $velocity)))
        (local.set $w (i32.add (local.get $w) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (local.set $s (i32.add (local.get $s) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (br $next)))))
