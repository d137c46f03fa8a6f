//! Where load may be sent: to this machine, and nowhere else.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address behind `http://127.0.0.1:8080`. Names are not looked up: `localhost` alone is known.
///
/// # Errors
/// One sentence, when the address leads off this machine or cannot be read.
pub fn server_address(url: &str) -> Result<SocketAddr, String> {
    let rest = url.strip_prefix("http://").ok_or_else(|| format!("{url}: an address begins with http://"))?;
    let (host, port) = host_and_port(rest.trim_end_matches('/'))?;
    let port = port.ok_or_else(|| format!("{url}: the port is missing"))?;
    Ok(SocketAddr::new(loopback(host)?, port))
}

/// Checks that a `postgres://` address stays on this machine.
///
/// # Errors
/// One sentence, when it does not.
pub fn check_database(url: &str) -> Result<(), String> {
    let rest = url
        .strip_prefix("postgres://")
        .or_else(|| url.strip_prefix("postgresql://"))
        .ok_or_else(|| "the database is `sqlite` or begins with postgres://".to_owned())?;
    // A host given as a parameter would stand over the one before the path.
    if rest.contains('?') {
        return Err("the database's address takes no parameters here".to_owned());
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    host_and_port(place).and_then(|(host, _)| loopback(host)).map(drop)
}

fn host_and_port(place: &str) -> Result<(&str, Option<u16>), String> {
    let unreadable = || format!("`{place}` is not a host and a port");
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or_else(unreadable)?;
            (host, port.strip_prefix(':'))
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let port = port.map(str::parse).transpose().map_err(|_| unreadable())?;
    Ok((host, port))
}

fn loopback(host: &str) -> Result<IpAddr, String> {
    if host == "localhost" {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    match host.parse::<IpAddr>() {
        Ok(address) if address.is_loopback() => Ok(address),
        _ => Err(format!("`{host}` is not this machine; load goes to loopback addresses only")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_taken() {
        for url in ["http://127.0.0.1:8080", "http://127.8.9.1:1/", "http://[::1]:8080", "http://localhost:80"] {
            assert!(server_address(url).is_ok(), "{url}");
        }
        assert!(check_database("postgres://somebody:secret@127.0.0.1:5432/empty").is_ok());
    }

    #[test]
    fn every_other_place_is_refused() {
        for url in [
            "http://192.168.1.4:8080",
            "http://0.0.0.0:8080",
            "http://example.org:80",
            "http://127.0.0.1.example.org:80",
            "http://127.0.0.1@example.org:80",
            "http://127.0.0.1:80@example.org:80",
            "http://[::]:8080",
            "https://127.0.0.1:8080",
            "http://127.0.0.1:8080/path",
            "http://127.0.0.1",
        ] {
            assert!(server_address(url).is_err(), "{url}");
        }
        for url in ["postgres://10.0.0.1/db", "postgres://127.0.0.1@db.example/db", "postgres://127.0.0.1/db?host=db"] {
            assert!(check_database(url).is_err(), "{url}");
        }
    }
}
