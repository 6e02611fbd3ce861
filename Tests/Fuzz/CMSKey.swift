/// A key that is nobody's, and its certificate: what is encrypted to it in the corpus can be decrypted.
enum CMSKey {
  static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgy3qPxcVDbAzb8FEC
    FSZb2EjHw+VbomTNXy0UIwRUKCqhRANCAAQ5h6Q3GmlOPALgdoqNGvFeJs0PCzbG
    0ePENBvzaePqUKG7iekOaUJfJflgPn45TC0Qh080Wvih6sIVEKMfYNXI
    -----END PRIVATE KEY-----
    """

  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBkjCCATigAwIBAgIUbcXYrFZ6wmZPz1IXdMiwHkpE4qIwCgYIKoZIzj0EAwIw
    DzENMAsGA1UEAwwERnV6ejAgFw0yNjExMjYxMjA4MzVaGA8yMTI2MTEwMjEyMDgz
    NVowDzENMAsGA1UEAwwERnV6ejBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDmH
    pDcaaU48AuB2io0a8V4mzQ8LNsbR48Q0G/Np4+pQobuJ6Q5pQl8l+WA+fjlMLRCH
    TzRa+KHqwhUQox9g1cijcDBuMB0GA1UdDgQWBBT0EeuxI1ph0jpLbOXbhN2DCyhQ
    kDAfBgNVHSMEGDAWgBT0EeuxI1ph0jpLbOXbhN2DCyhQkDAPBgNVHRMBAf8EBTAD
    AQH/MBsGA1UdEQQUMBKBEGZ1enpAZXhhbXBsZS5vcmcwCgYIKoZIzj0EAwIDSAAw
    RQIhAM2bv6Cv6GvvHl8He6SKlV+qjvbR/UGcPHqLPSIGMTDxAiBvZVN1T1NHe6cV
    LY3y2aup95PsTEa6mZmK3YzjLUMIMQ==
    -----END CERTIFICATE-----
    """
}
