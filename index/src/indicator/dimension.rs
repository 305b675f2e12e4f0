//! What kind of quantity a unit measures, as powers of base quantities.
//!
//! Powers make `kWh/t`, `m³/(h·m²)` and every other combination comparable without listing them. Scales that no
//! formula connects (hardness scales, decibel, mesh) are base quantities of their own. It must not know any unit.

const AXES: usize = 25;

/// A base quantity. Ratios (%, ppm, 倍) have none: they are plain numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Length,
    Mass,
    Time,
    Temperature,
    Current,
    Amount,
    Intensity,
    Flux,
    Angle,
    /// Repetitions: 次.
    Count,
    /// Things made or handled: 件, 片, 台.
    Piece,
    Decibel,
    Bit,
    Pixel,
    Mesh,
    /// Percentage points, which are no ratio of anything.
    Point,
    RockwellC,
    RockwellA,
    RockwellB,
    Vickers,
    Brinell,
    Leeb,
    ShoreA,
    ShoreD,
    /// Fracture toughness, whose root of a length has no whole power.
    Toughness,
}

/// The kind of quantity: two values can be compared only if their dimensions are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dimension([i8; AXES]);

impl Dimension {
    /// Plain numbers and ratios (%, ‰, ppm, 倍).
    pub const NUMBER: Self = Self([0; AXES]);
    /// Lengths, and accuracies given as lengths.
    pub const LENGTH: Self = Self::of(&[(Axis::Length, 1)]);
    /// Durations.
    pub const TIME: Self = Self::of(&[(Axis::Time, 1)]);
    /// Temperatures and differences of temperature.
    pub const TEMPERATURE: Self = Self::of(&[(Axis::Temperature, 1)]);
    /// Repetitions, such as charging cycles.
    pub const COUNT: Self = Self::of(&[(Axis::Count, 1)]);
    pub(super) const DECIBEL: Self = Self::of(&[(Axis::Decibel, 1)]);
    pub(super) const HEAT_CONDUCTIVITY: Self =
        Self::of(&[(Axis::Length, 1), (Axis::Mass, 1), (Axis::Time, -3), (Axis::Temperature, -1)]);

    /// The dimension with the given powers.
    pub(super) const fn of(powers: &[(Axis, i8)]) -> Self {
        let mut dimension = [0; AXES];
        let mut index = 0;
        while index < powers.len() {
            dimension[powers[index].0 as usize] = powers[index].1;
            index += 1;
        }
        Self(dimension)
    }

    /// This dimension with another power of one axis.
    pub(super) const fn with(mut self, axis: Axis, power: i8) -> Self {
        self.0[axis as usize] = power;
        self
    }

    /// This dimension multiplied with a power of another one, for constants (small powers only).
    pub(super) const fn times_power(mut self, other: Self, power: i8) -> Self {
        let mut index = 0;
        while index < AXES {
            self.0[index] += other.0[index] * power;
            index += 1;
        }
        self
    }

    /// This dimension multiplied with a power of another one.
    pub(super) fn times(self, other: Self, power: i8) -> Self {
        let mut product = self;
        for (power_here, power_there) in product.0.iter_mut().zip(other.0) {
            *power_here = power_here.saturating_add(power_there.saturating_mul(power));
        }
        product
    }

    /// True if the dimension alone tells roughly what is measured, so that a nameless figure may be compared:
    /// neither a plain number, nor a count, length or duration.
    #[must_use]
    pub fn is_specific(self) -> bool {
        ![Self::NUMBER, Self::LENGTH, Self::TIME, Self::COUNT].contains(&self)
    }

    /// True if the dimension tells exactly what is measured, whatever the name: hardness scales, heat conduction.
    #[must_use]
    pub fn is_conclusive(self) -> bool {
        self == Self::HEAT_CONDUCTIVITY || self.is_hardness()
    }

    /// True for the hardness scales.
    #[must_use]
    pub fn is_hardness(self) -> bool {
        self.0[Axis::RockwellC as usize..=Axis::ShoreD as usize].iter().any(|power| *power != 0)
    }

    /// True for scales on which equal steps matter, not equal ratios, and whose step is about one.
    pub(super) fn is_step_scale(self) -> bool {
        self.is_hardness()
            && ![Axis::Vickers, Axis::Brinell, Axis::Leeb].iter().any(|axis| self.0[*axis as usize] != 0)
    }
}
