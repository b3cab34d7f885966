"""Agreement between coders: coefficients with honest intervals, or the reason why there is none.

The coefficients by name stand in `coefficients`; a whole study at once in `comparison`; passages in `spans`. How it
is made: `ratings` counts who gave which value, `sums` adds up over units what every coefficient needs, `formulas` are
the coefficients over such sums, `estimate` puts values and `intervals` together. Nothing here is rounded, and what is
not estimable is None with a reason, never NaN.
"""
