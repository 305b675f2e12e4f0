//! Units and their conversion, figures from forms, and how figures are stored.

use duijie_index::indicator::{FormError, FormFields, Indicator, Unit, extract};

use super::show;

#[test]
fn json_is_compact_and_reads_back() {
    let found = extract("寿命≥5000小时，导热系数≤0.03W/mK，良率由85%提高到95%");
    let json = serde_json::to_string(&found).unwrap();
    assert!(
        json.starts_with(
            r#"[{"name":"寿命","comparator":"at_least","low":5000.0,"unit":"h","span":{"start":0,"end":19}}"#
        ),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<Vec<Indicator>>(&json).unwrap(), found);
    let made = r#"{"name":"pH","comparator":"between","low":6,"high":9,"unit":""}"#;
    let read: Indicator = serde_json::from_str(made).unwrap();
    assert_eq!((read.unit, read.span), (Unit::number(), 0..0));
}

#[test]
fn units_read_back_from_their_symbols() {
    let texts = [
        "微米",
        "um",
        "丝",
        "公斤",
        "吨/天",
        "T/d",
        "万吨/年",
        "10",
        "W/m·K",
        "W·m⁻¹·K⁻¹",
        "kg/m3",
        "m3·h-1",
        "mg/Nm³",
        "kW·h/t",
        "℃",
        "1/K",
        "/℃",
        "转/分",
        "百分点",
        "wt%",
        "MPa·m^1/2",
        "L/100km",
        "J/(kg·K)",
        "HRC",
        "级",
        "家",
        "",
        "万次",
        "mPa·s",
        "件/小时",
        "像素",
        "dB(A)",
        "N·m",
        "A/cm²",
        "Ω·cm",
    ];
    for text in texts {
        let unit = Unit::parse(text);
        assert_eq!(Unit::parse(unit.symbol()), unit, "{text} as {unit}");
    }
}

#[test]
fn conversion_keeps_the_quantity() {
    let cases = [
        (5.0, "mm", "μm", 5000.0),
        (2.0, "丝", "mm", 0.02),
        (0.0, "℃", "K", 273.15),
        (212.0, "℉", "℃", 100.0),
        (200.0, "t/d", "万t/年", 7.305),
        (1.0, "MPa", "bar", 10.0),
        (3000.0, "r/min", "转/s", 50.0),
        (1.0, "kWh", "kJ", 3600.0),
        (1.0, "g/cm3", "kg/m³", 1000.0),
        (0.5, "%", "ppm", 5000.0),
        (10.0, "万次", "次", 1e5),
        (36.0, "km/h", "m/s", 10.0),
        (1.0, "W/(m·K)", "mW/(m·K)", 1000.0),
        (1.0, "Ah", "mAh", 1000.0),
        (1.0, "cP", "mPa·s", 1.0),
    ];
    for (value, from, to, expected) in cases {
        let converted = Unit::parse(from).convert(value, &Unit::parse(to)).unwrap();
        assert!((converted - expected).abs() <= 1e-9 * expected.abs(), "{value} {from} is {converted} {to}");
    }
    for (one, two) in
        [("mm", "kg"), ("HRC", "HRB"), ("级", "家"), ("级", "mm"), ("mAh", "mAh/g"), ("百分点", "%")]
    {
        assert_eq!(Unit::parse(one).convert(1.0, &Unit::parse(two)), None, "{one} to {two}");
    }
    assert_eq!(Unit::parse("级").convert(5.0, &Unit::parse(" 级 ")), Some(5.0));
    assert_ne!(Unit::parse("mPa"), Unit::parse("MPa"));
}

#[test]
fn forms_give_indicators_or_say_what_is_wrong() {
    let fields = FormFields {
        name: "使用寿命",
        comparator: "≥",
        value: Some(5.0),
        upper: None,
        unit: "千小时",
        current: Some(3.0),
    };
    assert_eq!(show(&Indicator::from_form(&fields).unwrap()), "使用寿命 ≥5 千h (3)");
    let range = FormFields {
        name: "使用温度",
        comparator: "范围",
        value: Some(-40.0),
        upper: Some(85.0),
        unit: "度",
        current: None,
    };
    assert_eq!(show(&Indicator::from_form(&range).unwrap()), "使用温度 -40..85 ℃");
    let grade = FormFields {
        name: "精度等级",
        comparator: "＝",
        value: Some(4.0),
        upper: None,
        unit: "级",
        current: None,
    };
    assert_eq!(Indicator::from_form(&grade).unwrap().unit, Unit::Other("级".into()));
    let error = |fields: FormFields<'_>| Indicator::from_form(&fields).unwrap_err();
    assert_eq!(
        error(FormFields { comparator: "大概", ..fields }),
        FormError::UnknownComparator("大概".to_owned())
    );
    assert_eq!(error(FormFields { value: None, ..fields }), FormError::MissingValue);
    assert_eq!(error(FormFields { upper: None, ..range }), FormError::MissingValue);
    assert_eq!(error(FormFields { value: Some(f64::NAN), ..fields }), FormError::NotFinite);
    assert_eq!(error(FormFields { current: Some(f64::INFINITY), ..fields }), FormError::NotFinite);
    assert_eq!(
        error(FormFields { upper: Some(-50.0), ..range }),
        FormError::ReversedRange { low: -40.0, high: -50.0 }
    );
}
