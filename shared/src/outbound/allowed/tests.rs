use super::*;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn public_addresses_and_others() {
    for public in ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255"] {
        assert!(is_public(address(public)), "{public}");
    }
    for public in ["2606:4700::1111", "2a00:1450:4009::200e", "2001:4860:4860::8888", "2620:fe::fe"] {
        assert!(is_public(address(public)), "{public}");
    }
    for other in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "5f00::1",
    ] {
        assert!(!is_public(address(other)), "{other}");
    }
    // One that is wrapped counts as what it wraps.
    for wrapped in ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"] {
        assert!(!Allowed::default().permits("h.example", address(wrapped)), "{wrapped}");
    }
    assert!(Allowed::default().permits("h.example", address("::ffff:1.1.1.1")));
}

#[test]
fn what_the_operator_allows() {
    let allowed: Allowed = "10.1.0.0/16, hooks.internal.example,192.168.7.7 , fd12::/16".parse().unwrap();
    for (host, to, fits) in [
        ("any.example", "10.1.255.1", true),
        ("any.example", "10.2.0.1", false),
        ("any.example", "::ffff:10.1.0.1", true),
        ("any.example", "192.168.7.7", true),
        ("any.example", "192.168.7.8", false),
        ("any.example", "fd12:9::1", true),
        ("any.example", "fd13::1", false),
        ("hooks.internal.example", "127.0.0.1", true),
        ("HOOKS.internal.example", "172.16.9.9", true),
        ("hooks.internal.example", "169.254.169.254", false),
        ("hooks.internal.example", "0.0.0.0", false),
        ("hooks.internal.example", "::", false),
        ("hooks.internal.example", "::ffff:169.254.169.254", false),
        ("hooks.internal.example", "fe80::1", false),
        ("hooks.internal.example", "224.0.0.1", false),
        ("x.hooks.internal.example", "127.0.0.1", false),
    ] {
        assert_eq!(allowed.permits(host, address(to)), fits, "{host} {to}");
    }
    for (host, plain) in
        [("hooks.internal.example", true), ("10.1.2.3", true), ("[fd12::1]", true), ("10.2.2.3", false), ("any.example", false)]
    {
        assert_eq!(allowed.permits_plain(host), plain, "{host}");
    }
    assert!("169.254.169.254".parse::<Allowed>().unwrap().permits("a.example", address("169.254.169.254")), "by its address");
    assert!("0.0.0.0/0".parse::<Allowed>().unwrap().permits("a.example", address("127.0.0.1")));
}

#[test]
fn what_allows_nothing_is_refused() {
    for entry in ["10.1.0.0/33", "10.1/16", "fd00::/129", "https://a.example", "*.example", "a.example:80", "a b", "10.0.0.0/"] {
        assert!(entry.parse::<Allowed>().is_err(), "{entry}");
    }
    assert_eq!("".parse::<Allowed>().unwrap(), Allowed::default());
}
