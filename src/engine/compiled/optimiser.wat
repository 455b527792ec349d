;; Optimiser updates in one pass over flat float32 arrays, four numbers at a time, by one thread or several.
;; All arrays start at multiples of 16 bytes; `bytes` is a multiple of 16.
;;
;; Threads have the memory in common, with a board in it. Whatever is written there often has a cache line of its own:
;;   0    the turn, which goes up when helpers are called, who wait for it; -1 ends them
;;   64   the stretch of the arrays that is to be taken next
;;   128  how many stretches are done
;;   192  how many there are, 196 bytes of an array, 200 bytes of a stretch, 204 the kind (0 adam, 1 rmsprop)
;;   208  float32 numbers of the update: scale and those of its kind, in the order of the parameters below
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
  (func $adam
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
  (func $rmsprop
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
        (br $next))))

  ;; Updates the stretch that begins `from` bytes after the start of each array: weights, gradients and two slots.
  (func $stretch (param $board i32) (param $from i32)
    (local $array i32) (local $g i32) (local $first i32) (local $second i32) (local $bytes i32)
    (local.set $array (i32.load offset=196 (local.get $board)))
    (local.set $g (i32.add (local.get $from) (local.get $array)))
    (local.set $first (i32.add (local.get $g) (local.get $array)))
    (local.set $second (i32.add (local.get $first) (local.get $array)))
    (local.set $bytes (i32.sub (local.get $array) (local.get $from)))
    (if (i32.gt_u (local.get $bytes) (i32.load offset=200 (local.get $board)))
      (then (local.set $bytes (i32.load offset=200 (local.get $board)))))
    (if (i32.eqz (i32.load offset=204 (local.get $board)))
      (then (call $adam (local.get $from) (local.get $g) (local.get $first) (local.get $second) (local.get $bytes)
        (f32.load offset=208 (local.get $board))
        (f32.load offset=212 (local.get $board)) (f32.load offset=216 (local.get $board))
        (f32.load offset=220 (local.get $board)) (f32.load offset=224 (local.get $board))
        (f32.load offset=228 (local.get $board)) (f32.load offset=232 (local.get $board))))
      (else (call $rmsprop (local.get $from) (local.get $g) (local.get $first) (local.get $second) (local.get $bytes)
        (f32.load offset=208 (local.get $board))
        (f32.load offset=212 (local.get $board)) (f32.load offset=216 (local.get $board))
        (f32.load offset=220 (local.get $board)) (f32.load offset=224 (local.get $board))
        (f32.load offset=228 (local.get $board))))))

  ;; Takes stretches until none is left. What is on the board is that of this update: the next one begins when all are done.
  (func $share (param $board i32)
    (local $i i32)
    (block $none
      (loop $next
        (local.set $i (i32.atomic.rmw.add offset=64 (local.get $board) (i32.const 1)))
        (br_if $none (i32.ge_u (local.get $i) (i32.load offset=192 (local.get $board))))
        (call $stretch (local.get $board) (i32.mul (local.get $i) (i32.load offset=200 (local.get $board))))
        (drop (i32.atomic.rmw.add offset=128 (local.get $board) (i32.const 1)))
        (drop (memory.atomic.notify offset=128 (local.get $board) (i32.const 1)))
        (br $next))))

  ;; One update, by this thread and, where they are called, helpers; waits only for stretches that helpers are at.
  (func (export "update") (param $board i32) (param $together i32)
    (local $done i32)
    (i32.atomic.store offset=128 (local.get $board) (i32.const 0))
    (i32.atomic.store offset=64 (local.get $board) (i32.const 0))
    (if (local.get $together)
      (then
        (drop (i32.atomic.rmw.add (local.get $board) (i32.const 1)))
        (drop (memory.atomic.notify (local.get $board) (i32.const -1)))))
    (call $share (local.get $board))
    (block $all
      (loop $wait
        (local.set $done (i32.atomic.load offset=128 (local.get $board)))
        (br_if $all (i32.eq (local.get $done) (i32.load offset=192 (local.get $board))))
        (drop (memory.atomic.wait32 offset=128 (local.get $board) (local.get $done) (i64.const -1)))
        (br $wait))))

  ;; A helper's life: it sleeps between updates.
  (func (export "help") (param $board i32)
    (local $seen i32)
    (block $end
      (loop $next
        (drop (memory.atomic.wait32 (local.get $board) (local.get $seen) (i64.const -1)))
        (local.set $seen (i32.atomic.load (local.get $board)))
        (br_if $end (i32.eq (local.get $seen) (i32.const -1)))
        (call $share (local.get $board))
        (br $next)))))
